/* SPDX-License-Identifier: Apache-2.0
 *
 * Streams: bodies made while they are sent. Two threads make them all, one piece of one stream at a time in
 * turn, so that a large export doesn't hold up a small one. Each stream has one piece in store: the event
 * thread sends it, asks for the next, and sleeps on it: suspended, because a reader that merely returns 0
 * bytes is called again at once and burns a core.
 *
 * A compressed stream has its deflate state (300 KiB) from its first piece to its end: of all at once that is
 * 19 MiB at most.
 *
 * Who reads slower than the deadline allows is cut off, and nobody has more than a quarter of all streams:
 * they are few, and all else that is long waits for one.
 *
 * A stream has two holders: the response (the library frees it when the client is done or gone) and the
 * queue. */
#include "internal.h"

#include <stdlib.h>

enum { STREAM_THREADS = 2, STREAMS_MAX = 64, STREAMS_EACH = 16, BLOCK = 16384 };

struct reader {
    bool known; /* not where a proxy doesn't say */
    unsigned char address[16];
};

struct stream {
    struct stream *next;
    struct exchange *exchange;
    struct reply_stream source;
    struct reader reader;
    bool gzip;
    struct encoder *encoder; /* the stream thread's; NULL before the first piece */
    /* Under the pool's lock: */
    bool queued, waiting, ended, failed, response_gone;
    size_t filled, sent;
    char piece[STREAM_PIECE];
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct stream *first, **last;
    struct stream *all[STREAMS_MAX];
    bool started;
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER };

static void enqueue(struct stream *stream)
{
    if (stream->queued)
        return;
    stream->queued = true;
    stream->next = NULL;
    *pool.last = stream;
    pool.last = &stream->next;
    pthread_cond_signal(&pool.work);
}

static struct stream *dequeue(void)
{
    struct stream *stream = pool.first;
    pool.first = stream->next;
    if (!pool.first)
        pool.last = &pool.first;
    stream->queued = false;
    return stream;
}

/* Outside the lock: whatever the source holds may take a while to give back. */
static void stream_end(struct stream *stream)
{
    stream->source.close(stream->source.state);
    encoder_destroy(stream->encoder);
    exchange_release(stream->exchange, false);
    free(stream);
}

static void place_leave(struct stream *stream)
{
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        if (pool.all[i] == stream)
            pool.all[i] = NULL;
    }
}

/* Under the lock; false where all places are taken, or all that one reader may have. */
static bool place_take(struct stream *stream)
{
    unsigned free_place = STREAMS_MAX, own = 0;

    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        if (!pool.all[i])
            free_place = i;
        else
            own += stream->reader.known && pool.all[i]->reader.known &&
                   network_same(pool.all[i]->reader.address, stream->reader.address);
    }
    if (free_place == STREAMS_MAX || own == STREAMS_EACH)
        return false;
    pool.all[free_place] = stream;
    return true;
}

static void wake(struct stream *stream)
{
    if (!stream->waiting)
        return;
    stream->waiting = false;
    MHD_resume_connection(stream->exchange->handle);
}

static void note_piece(struct stream *stream, long made)
{
    stream->sent = 0;
    stream->filled = made > 0 ? (size_t)made : 0;
    stream->ended = made == 0;
    stream->failed = made < 0 || made > STREAM_PIECE;
    if (stream->failed)
        stream->filled = 0;
    wake(stream);
}

/* Outside the lock: while it is queued, nobody else touches it. */
static long make_piece(struct stream *stream)
{
    if (!stream->gzip)
        return stream->source.produce(stream->source.state, stream->piece, STREAM_PIECE);
    if (!stream->encoder)
        stream->encoder = encoder_create();
    return stream->encoder ? encoder_piece(stream->encoder, &stream->source, stream->piece, STREAM_PIECE)
                           : -1;
}

static void *stream_thread(void *unused)
{
    pthread_mutex_lock(&pool.lock);
    for (;;) {
        while (!pool.first)
            pthread_cond_wait(&pool.work, &pool.lock);
        struct stream *stream = dequeue();
        if (stream->response_gone) {
            place_leave(stream);
            pthread_mutex_unlock(&pool.lock);
            stream_end(stream);
            pthread_mutex_lock(&pool.lock);
            continue;
        }
        stream->queued = true; /* while it is being made, nobody else may queue it */
        pthread_mutex_unlock(&pool.lock);
        const long made = make_piece(stream);
        pthread_mutex_lock(&pool.lock);
        stream->queued = false;
        note_piece(stream, made);
        if (stream->response_gone)
            enqueue(stream);
    }
    return unused;
}

/* The library asks for bytes, on the event thread. */
static ssize_t read_stream(void *state, uint64_t position, char *into, size_t capacity)
{
    struct stream *stream = state;
    ssize_t result = 0;
    (void)position;

    connection_enter(stream->exchange->connection, STAGE_STREAM);
    pthread_mutex_lock(&pool.lock);
    const size_t left = stream->filled - stream->sent;
    if (left > 0) {
        result = (ssize_t)(left < capacity ? left : capacity);
        memcpy(into, stream->piece + stream->sent, (size_t)result);
        stream->sent += (size_t)result;
        stream->exchange->sent += (uint64_t)result;
    } else if (stream->failed || atomic_load(&stream->exchange->home->server->overdue)) {
        result = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (stream->ended) {
        result = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        stream->waiting = true;
        MHD_suspend_connection(stream->exchange->handle);
        enqueue(stream);
    }
    pthread_mutex_unlock(&pool.lock);
    return result;
}

/* The response is freed: the client has everything, or went away. */
static void release_stream(void *state)
{
    struct stream *stream = state;
    pthread_mutex_lock(&pool.lock);
    stream->response_gone = true;
    enqueue(stream);
    pthread_mutex_unlock(&pool.lock);
}

static bool threads_start(void)
{
    pthread_attr_t attributes;
    if (pool.started)
        return true;
    pool.last = &pool.first;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    for (unsigned i = 0; i < STREAM_THREADS; i++) {
        pthread_t thread;
        pool.started |= pthread_create(&thread, &attributes, stream_thread, NULL) == 0;
    }
    pthread_attr_destroy(&attributes);
    return pool.started;
}

struct MHD_Response *stream_response(struct exchange *exchange, const struct reply_stream *source, bool gzip)
{
    struct stream *stream = malloc(sizeof *stream);
    if (!stream)
        return NULL;
    memset(stream, 0, offsetof(struct stream, piece));
    stream->exchange = exchange;
    stream->source = *source;
    stream->gzip = gzip;
    stream->reader.known = exchange_client(exchange, stream->reader.address);
    pthread_mutex_lock(&pool.lock);
    const bool room = threads_start() && place_take(stream);
    pthread_mutex_unlock(&pool.lock);
    struct MHD_Response *response =
        room ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, stream, release_stream)
             : NULL;
    if (!response) {
        pthread_mutex_lock(&pool.lock);
        place_leave(stream);
        pthread_mutex_unlock(&pool.lock);
        free(stream);
        return NULL;
    }
    exchange->streaming = true;
    atomic_fetch_add(&exchange->owners, 1);
    return response;
}

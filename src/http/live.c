/* SPDX-License-Identifier: Apache-2.0
 *
 * The live stream (server-sent events, HTML standard, 9.2). What is said goes into one ring of bytes; each
 * listener has a place in it, so that five thousand of them share what they are told. Who reads too slowly
 * loses the ring's start and is told to look anew. A listener that has everything is suspended: one that
 * merely returned 0 bytes would be called again at once and burn a core. Every quarter of a minute something
 * is said, so that dead listeners are found. */
#include "internal.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    RING = 1 << 18,
    MARKS = 4096, /* events whose number a listener can go on from */
    HEARTBEAT_MS = 15000,
    GREETING_MAX = 128,
    PIECE = 512, /* bytes that the library holds for each listener */
};

struct mark {
    int64_t number;
    uint64_t end; /* bytes said up to and with it */
};

struct listener {
    struct live *live;
    struct MHD_Connection *handle;
    struct connection *connection;
    struct listener *next; /* among those that wait */
    uint64_t at;           /* bytes of all that was said, up to here it has them */
    size_t greeting_length, greeting_sent;
    char greeting[GREETING_MAX];
};

struct live {
    pthread_mutex_t lock;
    pthread_t heart;
    int stop_fd;
    bool ended;
    unsigned listeners;
    struct listener *waiting;
    uint64_t said;
    uint64_t mark_count;
    struct mark marks[MARKS];
    char ring[RING];
};

/* Under the lock. */
static void wake_all(struct live *live)
{
    struct listener *listener = live->waiting;

    live->waiting = NULL;
    for (struct listener *next; listener; listener = next) {
        next = listener->next; /* woken, it may be gone at once */
        MHD_resume_connection(listener->handle);
    }
}

/* Under the lock. */
static void say(struct live *live, struct span text)
{
    for (size_t done = 0; done < text.length;) {
        const size_t at = (live->said + done) % RING;
        const size_t room = RING - at, left = text.length - done;

        memcpy(live->ring + at, text.at + done, left < room ? left : room);
        done += left < room ? left : room;
    }
    live->said += text.length;
    wake_all(live);
}

static void *beat(void *context)
{
    struct live *live = context;
    struct pollfd stop = { .fd = live->stop_fd, .events = POLLIN };

    while (poll(&stop, 1, HEARTBEAT_MS) == 0) {
        pthread_mutex_lock(&live->lock);
        say(live, SPAN(":\n\n"));
        pthread_mutex_unlock(&live->lock);
    }
    return NULL;
}

struct live *live_create(void)
{
    struct live *live = calloc(1, sizeof *live);

    if (!live)
        abort();
    pthread_mutex_init(&live->lock, NULL);
    live->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (live->stop_fd >= 0 && pthread_create(&live->heart, NULL, beat, live) == 0)
        return live;
    log_write(LOG_ERROR, "live_not_started", NULL);
    if (live->stop_fd >= 0)
        close(live->stop_fd);
    free(live);
    return NULL;
}

void live_destroy(struct live *live)
{
    if (!live)
        return;
    live_end(live);
    eventfd_write(live->stop_fd, 1);
    pthread_join(live->heart, NULL);
    close(live->stop_fd);
    pthread_mutex_destroy(&live->lock);
    free(live);
}

void live_say(struct live *live, int64_t number, struct span text)
{
    pthread_mutex_lock(&live->lock);
    say(live, text);
    live->marks[live->mark_count++ % MARKS] = (struct mark){ number, live->said };
    pthread_mutex_unlock(&live->lock);
}

void live_end(struct live *live)
{
    pthread_mutex_lock(&live->lock);
    live->ended = true;
    wake_all(live);
    pthread_mutex_unlock(&live->lock);
}

/* Under the lock. Where to go on behind an event; false where that isn't known any more. */
static bool mark_find(const struct live *live, int64_t after, uint64_t *ret_at)
{
    const uint64_t oldest = live->mark_count > MARKS ? live->mark_count - MARKS : 0;

    for (uint64_t i = live->mark_count; i > oldest; i--) {
        const struct mark *mark = &live->marks[(i - 1) % MARKS];

        if (mark->number > after)
            continue;
        *ret_at = mark->end;
        /* The one in question, or the last before it: events are said in the order of their numbers. */
        return live->said - mark->end <= RING;
    }
    return false;
}

static void greet(struct listener *listener, const char *text)
{
    listener->greeting_length = (size_t)snprintf(listener->greeting, GREETING_MAX, "%s", text);
    listener->greeting_sent = 0;
}

static size_t ring_read(struct live *live, struct listener *listener, char *into, size_t capacity)
{
    const size_t at = listener->at % RING, whole = RING - at;
    size_t count = live->said - listener->at;

    count = count < capacity ? count : capacity;
    count = count < whole ? count : whole;
    memcpy(into, live->ring + at, count);
    listener->at += count;
    return count;
}

static size_t greeting_read(struct listener *listener, char *into, size_t capacity)
{
    const size_t left = listener->greeting_length - listener->greeting_sent;
    const size_t count = left < capacity ? left : capacity;

    memcpy(into, listener->greeting + listener->greeting_sent, count);
    listener->greeting_sent += count;
    return count;
}

/* The library asks for bytes, on the event thread. */
static ssize_t listener_read(void *state, uint64_t position, char *into, size_t capacity)
{
    struct listener *listener = state;
    struct live *live = listener->live;
    ssize_t result;
    (void)position;

    connection_enter(listener->connection, STAGE_STREAM);
    pthread_mutex_lock(&live->lock);
    if (live->said - listener->at > RING) {
        listener->at = live->said;
        greet(listener, "\n\nevent: reload\ndata: {}\n\n"); /* it may be in the middle of an event */
    }
    if (listener->greeting_sent < listener->greeting_length) {
        result = (ssize_t)greeting_read(listener, into, capacity);
    } else if (listener->at < live->said) {
        result = (ssize_t)ring_read(live, listener, into, capacity);
    } else if (live->ended) {
        result = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        listener->next = live->waiting;
        live->waiting = listener;
        MHD_suspend_connection(listener->handle);
        result = 0;
    }
    pthread_mutex_unlock(&live->lock);
    return result;
}

/* The client went away, or the server stops. A suspended connection isn't let go, so it waits for nothing. */
static void listener_free(void *state)
{
    struct listener *listener = state;

    pthread_mutex_lock(&listener->live->lock);
    listener->live->listeners--;
    pthread_mutex_unlock(&listener->live->lock);
    free(listener);
}

struct MHD_Response *live_response(struct exchange *exchange, struct live *live, int64_t after)
{
    struct listener *listener = calloc(1, sizeof *listener);

    if (!listener)
        return NULL;
    listener->live = live;
    listener->handle = exchange->handle;
    listener->connection = exchange->connection;
    pthread_mutex_lock(&live->lock);
    const bool room = live->listeners < LIVE_LISTENERS_MAX && !live->ended;
    live->listeners += room;
    if (after < 0)
        listener->at = live->said;
    greet(listener, after < 0 || mark_find(live, after, &listener->at)
                        ? "retry: 3000\n\n"
                        : "retry: 3000\nevent: reload\ndata: {}\n\n");
    if (after >= 0 && strstr(listener->greeting, "reload"))
        listener->at = live->said;
    pthread_mutex_unlock(&live->lock);
    struct MHD_Response *response =
        room ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, listener_read, listener,
                                                 listener_free)
             : NULL;
    if (!response) {
        pthread_mutex_lock(&live->lock);
        live->listeners -= room;
        pthread_mutex_unlock(&live->lock);
        free(listener);
        return NULL;
    }
    exchange->streaming = true;
    return response;
}

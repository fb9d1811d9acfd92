/* SPDX-License-Identifier: Apache-2.0
 *
 * Compression. A body that is made for one reader gets gzip 1; one that is kept for many is worth gzip 6 or
 * brotli 5. Each thread keeps one deflate state per level: setting one up costs more than a
 * small body. A stream has one of its own, since it goes on from piece to piece. */
#include "internal.h"

#include <brotli/encode.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

enum { LEVEL_ONCE = 1, LEVEL_KEPT = 6, BROTLI_KEPT = 5, GZIP_WINDOW = 15 + 16 };

const char *const encoding_names[ENCODINGS] = { "identity", "gzip", "br" };

struct deflaters {
    bool ready[2];
    z_stream stream[2]; /* once, kept */
};

static pthread_key_t deflaters_key;
static pthread_once_t deflaters_once = PTHREAD_ONCE_INIT;

static void deflaters_free(void *object)
{
    struct deflaters *deflaters = object;
    for (unsigned i = 0; i < 2; i++) {
        if (deflaters->ready[i])
            deflateEnd(&deflaters->stream[i]);
    }
    free(deflaters);
}

static void deflaters_key_make(void)
{
    if (pthread_key_create(&deflaters_key, deflaters_free) != 0)
        abort();
}

static z_stream *deflater(bool thorough)
{
    pthread_once(&deflaters_once, deflaters_key_make);
    struct deflaters *deflaters = pthread_getspecific(deflaters_key);
    if (!deflaters) {
        deflaters = calloc(1, sizeof *deflaters);
        if (!deflaters)
            return NULL;
        pthread_setspecific(deflaters_key, deflaters);
    }
    z_stream *stream = &deflaters->stream[thorough];
    if (deflaters->ready[thorough])
        return deflateReset(stream) == Z_OK ? stream : NULL;
    deflaters->ready[thorough] = deflateInit2(stream, thorough ? LEVEL_KEPT : LEVEL_ONCE, Z_DEFLATED,
                                              GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    return deflaters->ready[thorough] ? stream : NULL;
}

static char *encode_gzip(bool thorough, struct span bytes, size_t *ret_length)
{
    z_stream *stream = deflater(thorough);
    const size_t bound = stream ? deflateBound(stream, bytes.length) : 0;
    char *into = stream && bytes.length <= UINT32_MAX / 2 ? malloc(bound) : NULL;
    if (!into)
        return NULL;
    stream->next_in = (const Bytef *)bytes.at;
    stream->avail_in = (uInt)bytes.length;
    stream->next_out = (Bytef *)into;
    stream->avail_out = (uInt)bound;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END) {
        free(into);
        return NULL;
    }
    *ret_length = bound - stream->avail_out;
    return into;
}

static char *encode_brotli(struct span bytes, size_t *ret_length)
{
    size_t length = BrotliEncoderMaxCompressedSize(bytes.length);
    char *into = length > 0 ? malloc(length) : NULL;
    if (!into)
        return NULL;
    if (!BrotliEncoderCompress(BROTLI_KEPT, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.length,
                               (const uint8_t *)bytes.at, &length, (uint8_t *)into)) {
        free(into);
        return NULL;
    }
    *ret_length = length;
    return into;
}

char *encode(enum encoding encoding, bool thorough, struct span bytes, size_t *ret_length)
{
    if (encoding == ENCODING_GZIP)
        return encode_gzip(thorough, bytes, ret_length);
    return encoding == ENCODING_BROTLI ? encode_brotli(bytes, ret_length) : NULL;
}

struct encoder {
    z_stream stream;
    bool more;  /* the last piece was full: what was given isn't all out yet */
    bool ended; /* the source has nothing more */
    bool finished;
    char plain[STREAM_PIECE];
};

struct encoder *encoder_create(void)
{
    struct encoder *encoder = malloc(sizeof *encoder);
    if (!encoder)
        return NULL;
    memset(encoder, 0, offsetof(struct encoder, plain));
    if (deflateInit2(&encoder->stream, LEVEL_ONCE, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(encoder);
        return NULL;
    }
    return encoder;
}

void encoder_destroy(struct encoder *encoder)
{
    if (!encoder)
        return;
    deflateEnd(&encoder->stream);
    free(encoder);
}

static bool encoder_feed(struct encoder *encoder, const struct reply_stream *source)
{
    const long made = source->produce(source->state, encoder->plain, sizeof encoder->plain);
    if (made < 0 || (size_t)made > sizeof encoder->plain)
        return false;
    encoder->ended = made == 0;
    encoder->stream.next_in = (const Bytef *)encoder->plain;
    encoder->stream.avail_in = (uInt)made;
    return true;
}

/* Each piece of the source is flushed, so that the client has it whole and streams take turns as they do
 * without compression; it costs five bytes. */
long encoder_piece(struct encoder *encoder, const struct reply_stream *source, char *into, size_t capacity)
{
    z_stream *stream = &encoder->stream;
    stream->next_out = (Bytef *)into;
    stream->avail_out = (uInt)capacity;
    while (stream->avail_out == capacity && !encoder->finished) {
        if (!encoder->more && !encoder->ended && !encoder_feed(encoder, source))
            return -1;
        const int result = deflate(stream, encoder->ended ? Z_FINISH : Z_SYNC_FLUSH);
        if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END)
            return -1;
        encoder->finished = result == Z_STREAM_END;
        encoder->more = stream->avail_out == 0;
    }
    return (long)(capacity - stream->avail_out);
}

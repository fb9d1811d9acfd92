/* SPDX-License-Identifier: Apache-2.0
 *
 * Compression. A body that is made for one reader gets the fast gzip of branchlight/gzip.h; one that is kept
 * for many is worth zlib's gzip 6 or brotli 5. Each thread keeps zlib's state: setting one up costs more than
 * a small body. A stream has one of its own, since it goes on from piece to piece. */
#include "internal.h"

#include "branchlight/gzip.h"

#include <brotli/encode.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

enum { LEVEL_STREAM = 1, LEVEL_KEPT = 6, BROTLI_KEPT = 5, GZIP_WINDOW = 15 + 16 };

const char *const encoding_names[ENCODINGS] = { "identity", "gzip", "br", "gzip", "gzip" };

/* More than what any body grows by: gzip's frame, and five bytes for each 64 KiB that can't be made smaller.
 */
enum { GROWTH_LEAST = 256, GROWTH_SHARE = 1024 };

static pthread_key_t deflater_key;
static pthread_once_t deflater_once = PTHREAD_ONCE_INIT;

static void deflater_free(void *object)
{
    deflateEnd(object);
    free(object);
}

static void deflater_key_make(void)
{
    if (pthread_key_create(&deflater_key, deflater_free) != 0)
        abort();
}

/* The thread's own, ready for another body; NULL where there is no memory. */
static z_stream *deflater_own(void)
{
    static _Thread_local z_stream *own; /* the key is there for the thread's end */
    if (own) {
        deflateReset(own);
        return own;
    }
    pthread_once(&deflater_once, deflater_key_make);
    z_stream *made = calloc(1, sizeof *made);
    if (!made || deflateInit2(made, LEVEL_KEPT, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(made);
        return NULL;
    }
    if (pthread_setspecific(deflater_key, made) != 0) {
        deflater_free(made);
        return NULL;
    }
    return own = made;
}

static bool gzip_kept(struct span bytes, char *into, size_t capacity, size_t *ret_length)
{
    z_stream *stream = deflater_own();
    if (!stream)
        return false;
    stream->next_in = (const Bytef *)bytes.at;
    stream->avail_in = (uInt)bytes.length;
    stream->next_out = (Bytef *)into;
    stream->avail_out = (uInt)capacity;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        return false;
    *ret_length = capacity - stream->avail_out;
    return true;
}

static char *encode_gzip(bool thorough, struct span bytes, size_t *ret_length)
{
    const size_t capacity = bytes.length + bytes.length / GROWTH_SHARE + GROWTH_LEAST;
    char *into = bytes.length <= UINT32_MAX / 2 ? malloc(capacity) : NULL;
    if (into && (thorough ? gzip_kept : gzip_whole)(bytes, into, capacity, ret_length))
        return into;
    free(into);
    return NULL;
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

char *encode(enum encoding encoding, struct span bytes, size_t *ret_length)
{
    if (encoding == ENCODING_GZIP || encoding == ENCODING_GZIP_ONCE)
        return encode_gzip(encoding == ENCODING_GZIP, bytes, ret_length);
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
    if (deflateInit2(&encoder->stream, LEVEL_STREAM, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
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

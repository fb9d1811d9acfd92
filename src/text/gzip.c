/* SPDX-License-Identifier: Apache-2.0
 *
 * ISA-L's igzip at level 1: the size that zlib makes at its level 1, in a third of its time. Its tables take
 * 350 KiB, and setting them up costs more than a small body, so each thread keeps its own.
 *
 * That blocks may simply follow each other is RFC 1951's; that checksums can be joined, zlib's crc32_combine.
 */
#include "branchlight/gzip.h"

#include <assert.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

enum { LEVEL = 1, GROWTH = 256, STORED_MAX = 65535 };

struct compressor {
    struct isal_zstream stream;
    uint8_t level[ISAL_DEF_LVL1_DEFAULT];
};

static pthread_key_t compressor_key;
static pthread_once_t compressor_once = PTHREAD_ONCE_INIT;

static void compressor_key_make(void)
{
    if (pthread_key_create(&compressor_key, free) != 0)
        abort();
}

/* The thread's own. */
static struct compressor *compressor_own(void)
{
    static _Thread_local struct compressor *own; /* the key is there for the thread's end */
    if (own)
        return own;
    pthread_once(&compressor_once, compressor_key_make);
    own = malloc(sizeof *own);
    if (!own || pthread_setspecific(compressor_key, own) != 0)
        abort(); /* no memory: docs/adr/0002 */
    return own;
}

/* `last`: with gzip's frame, and nothing follows; else blocks that others may follow. */
static bool squeeze(struct span bytes, bool last, char *into, size_t capacity, size_t *ret_length)
{
    struct compressor *compressor = compressor_own();
    struct isal_zstream *stream = &compressor->stream;
    if (bytes.length > UINT32_MAX / 2)
        return false;
    isal_deflate_stateless_init(stream);
    stream->level = LEVEL;
    stream->level_buf = compressor->level;
    stream->level_buf_size = sizeof compressor->level;
    stream->gzip_flag = last ? IGZIP_GZIP : IGZIP_DEFLATE;
    stream->flush = last ? NO_FLUSH : FULL_FLUSH;
    stream->end_of_stream = last;
    stream->next_in = (uint8_t *)(uintptr_t)bytes.at; /* it is only read */
    stream->avail_in = (uint32_t)bytes.length;
    stream->next_out = (uint8_t *)into;
    stream->avail_out = (uint32_t)capacity;
    if (isal_deflate_stateless(stream) != COMP_OK)
        return false;
    *ret_length = capacity - stream->avail_out;
    return true;
}

bool gzip_whole(struct span body, char *into, size_t capacity, size_t *ret_length)
{
    return squeeze(body, true, into, capacity, ret_length);
}

struct gzip_part gzip_part_make(struct arena *arena, struct span text)
{
    const size_t capacity = text.length + text.length / 1024 + GROWTH;
    char *into = arena_alloc(arena, capacity);
    size_t length;
    if (!squeeze(text, false, into, capacity, &length))
        abort(); /* the room suffices for whatever bytes */
    return (struct gzip_part){
        .blocks = { into, length },
        .length = (uint32_t)text.length,
        .crc = crc32_gzip_refl(0, (const unsigned char *)text.at, text.length),
        .shift = (uint32_t)crc32_combine_gen((z_off_t)text.length),
    };
}

static void put_number(struct buffer *out, uint32_t value, unsigned bytes)
{
    char *into = buffer_room(out, bytes);
    for (unsigned i = 0; i < bytes; i++)
        into[i] = (char)(value >> 8 * i & 255);
    out->length += bytes;
}

struct gzip_body gzip_begin(struct buffer *out)
{
    static const char head[] = "\x1f\x8b\x08\0\0\0\0\0\0\xff"; /* deflate, no name, no time, any system */
    buffer_add(out, head, sizeof head - 1);
    return (struct gzip_body){ .out = out };
}

void gzip_put_part(struct gzip_body *body, const struct gzip_part *part)
{
    buffer_span(body->out, part->blocks);
    body->crc = (uint32_t)crc32_combine_op(body->crc, part->crc, part->shift);
    body->length += part->length;
}

static void put_stored(struct gzip_body *body, struct span text, bool last)
{
    assert(text.length <= STORED_MAX);
    buffer_char(body->out, last ? 1 : 0);
    put_number(body->out, (uint32_t)text.length | ~(uint32_t)text.length << 16, 4);
    buffer_span(body->out, text);
}

void gzip_put_text(struct gzip_body *body, struct span text)
{
    put_stored(body, text, false);
    body->crc = crc32_gzip_refl(body->crc, (const unsigned char *)text.at, text.length);
    body->length += (uint32_t)text.length;
}

void gzip_end(struct gzip_body *body)
{
    put_stored(body, (struct span){ "", 0 }, true);
    put_number(body->out, body->crc, 4);
    put_number(body->out, body->length, 4);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies put together from parts that were compressed before: what comes out is one gzip member that zlib
 * reads back to the texts in their order, whatever they are and wherever they stand. */
#include "branchlight/gzip.h"

#include "gunzip.h"

#include <string.h>

enum { LARGEST = 200000 };

static unsigned char read_back[8 * LARGEST];

static struct span noise(struct arena *arena, size_t length)
{
    static uint32_t state = 2463534242;
    char *bytes = arena_alloc(arena, length);
    for (size_t i = 0; i < length; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes[i] = (char)(state >> 24);
    }
    return (struct span){ bytes, length };
}

static struct span words(struct arena *arena, size_t length)
{
    static const char text[] = "{\"code\":\"lt-birzai\",\"open_now\":true,\"points\":[]}";
    char *bytes = arena_alloc(arena, length);
    for (size_t i = 0; i < length; i++)
        bytes[i] = text[i % (sizeof text - 1)];
    return (struct span){ bytes, length };
}

/* A body and, beside it, what it must be read back to. */
struct pair {
    struct buffer out, plain;
    struct gzip_body body;
};

static struct pair pair_begin(struct arena *arena)
{
    struct pair pair = { .out = buffer_in(arena, 0), .plain = buffer_in(arena, 0) };
    return pair;
}

static void put_part(struct pair *pair, struct span text)
{
    const struct gzip_part part = gzip_part_make(pair->plain.arena, text);
    gzip_put_part(&pair->body, &part);
    buffer_span(&pair->plain, text);
}

static void put_text(struct pair *pair, struct span text)
{
    gzip_put_text(&pair->body, text);
    buffer_span(&pair->plain, text);
}

static void pair_agrees(struct pair *pair)
{
    gzip_end(&pair->body);
    const size_t length = gunzip(pair->out.bytes, pair->out.length, read_back, sizeof read_back);
    assert_int_equal(length, pair->plain.length);
    assert_memory_equal(read_back, pair->plain.bytes, length);
}

static void of_nothing(void **state)
{
    struct pair pair = pair_begin(*state);
    pair.body = gzip_begin(&pair.out);
    pair_agrees(&pair);
}

static void of_every_length(void **state)
{
    static const size_t lengths[] = { 0, 1, 2, 300, 2400, 65534, 65535, 65536, LARGEST };
    for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct pair pair = pair_begin(*state);
        pair.body = gzip_begin(&pair.out);
        put_part(&pair, words(*state, lengths[i]));
        put_text(&pair, SPAN(",\"distance_m\":12},"));
        put_part(&pair, noise(*state, lengths[i]));
        put_part(&pair, words(*state, lengths[i]));
        put_text(&pair, noise(*state, lengths[i] < 65535 ? lengths[i] : 65535));
        pair_agrees(&pair);
    }
}

/* As a page of a list has them; the same part in several places. */
static void of_many(void **state)
{
    struct pair pair = pair_begin(*state);
    const struct span row = words(*state, 2400);
    const struct gzip_part part = gzip_part_make(*state, row);
    pair.body = gzip_begin(&pair.out);
    for (unsigned i = 0; i < 100; i++) {
        put_text(&pair, i == 0 ? SPAN("{\"items\":[") : SPAN("},"));
        gzip_put_part(&pair.body, &part);
        buffer_span(&pair.plain, row);
    }
    put_text(&pair, SPAN("}]}"));
    pair_agrees(&pair);
    assert_true(part.blocks.length < row.length / 10);
}

static void behind_what_is_there(void **state)
{
    struct pair pair = pair_begin(*state);
    buffer_text(&pair.out, "before");
    pair.body = gzip_begin(&pair.out);
    put_text(&pair, SPAN("text"));
    gzip_end(&pair.body);
    assert_int_equal(gunzip(pair.out.bytes + 6, pair.out.length - 6, read_back, sizeof read_back), 4);
}

static int begin(void **state)
{
    *state = arena_create();
    return 0;
}

static int end(void **state)
{
    arena_destroy(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(of_nothing, begin, end),
        cmocka_unit_test_setup_teardown(of_every_length, begin, end),
        cmocka_unit_test_setup_teardown(of_many, begin, end),
        cmocka_unit_test_setup_teardown(behind_what_is_there, begin, end),
    };
    return cmocka_run_group_tests_name("text_gzip", tests, NULL, NULL);
}

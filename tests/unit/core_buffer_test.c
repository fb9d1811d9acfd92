/* SPDX-License-Identifier: Apache-2.0
 *
 * The arena keeps what it was given and releases what it was told; JSON strings survive any bytes (jansson
 * reads them back). */
#include "branchlight/buffer.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
// cmocka wants the headers above first
#include <cmocka.h>

static void arena_keeps_allocations_apart(void **state)
{
    enum { COUNT = 2000 };
    (void)state;
    struct arena *arena = arena_create();
    unsigned char *blocks[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        blocks[i] = arena_alloc(arena, i % 97 * 13);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        memset(blocks[i], (int)(i & 255), i % 97 * 13);
    }
    for (unsigned i = 0; i < COUNT; i++) {
        for (unsigned j = 0; j < i % 97 * 13; j++)
            assert_int_equal(blocks[i][j], i & 255);
    }
    arena_destroy(arena);
}

static void arena_grows_in_place_only_at_the_end(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    char *first = arena_copy(arena, "first", 5);
    char *last = arena_copy(arena, "last", 4);
    assert_ptr_equal(arena_grow(arena, last, 5, 500), last);
    char *moved = arena_grow(arena, first, 6, 60);
    assert_ptr_not_equal(moved, first);
    assert_string_equal(moved, "first");
    assert_string_equal(last, "last");
    arena_destroy(arena);
}

static void release(void *object)
{
    int **at = object;
    *(*at)++ = 1;
}

static void arena_releases_what_was_deferred_once(void **state)
{
    int marks[4] = { 0 }, *at = marks;
    (void)state;
    struct arena *arena = arena_create();
    arena_defer(arena, release, &at);
    arena_defer(arena, release, &at);
    arena_reset(arena);
    assert_int_equal(at - marks, 2);
    arena_defer(arena, release, &at);
    arena_destroy(arena);
    assert_int_equal(at - marks, 3);
}

static void arena_reset_gives_memory_back(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    const size_t empty = arena_footprint(arena);
    arena_alloc(arena, 3 * empty);
    const size_t usual = arena_footprint(arena);
    arena_reset(arena);
    assert_int_equal(arena_footprint(arena), usual); /* what is usual stays, in one block */
    arena_alloc(arena, 3 * empty);
    assert_int_equal(arena_footprint(arena), usual);
    arena_alloc(arena, 3000000);
    assert_true(arena_footprint(arena) >= 3000000);
    arena_reset(arena);
    assert_in_range(arena_footprint(arena), usual, 6 * empty);
    arena_destroy(arena);
}

static void json_strings_survive_any_bytes(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    uint32_t random = 2463534242u;
    for (unsigned round = 0; round < 3000; round++) {
        char bytes[40];
        for (unsigned i = 0; i < sizeof bytes; i++) {
            random ^= random << 13, random ^= random >> 17, random ^= random << 5;
            bytes[i] = (char)(round % 2 ? random >> 24 : (random >> 24) % 0x60);
        }
        struct buffer out = buffer_in(arena, 8);
        json_put_string(&out, (struct span){ bytes, sizeof bytes });
        json_error_t error;
        json_t *read = json_loadb(out.bytes, out.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
        assert_non_null(read);
        if (round % 2 == 0) {
            assert_int_equal(json_string_length(read), sizeof bytes);
            assert_memory_equal(json_string_value(read), bytes, sizeof bytes);
        }
        json_decref(read);
        arena_reset(arena);
    }
    arena_destroy(arena);
}

static void json_keeps_text_of_any_script(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buffer out = buffer_in(arena, 8);
    json_put_string(&out, SPAN("Šalčininkai \"Шальчининкай\" 𝄞\n\\"));
    assert_int_equal(out.length, sizeof "\"Šalčininkai \\\"Шальчининкай\\\" 𝄞\\n\\\\\"" - 1);
    assert_memory_equal(out.bytes, "\"Šalčininkai \\\"Шальчининкай\\\" 𝄞\\n\\\\\"", out.length);
    out.length = 0;
    json_put_string(&out, SPAN("a\xC0\x80"
                               "b\xED\xA0\x80"));
    json_error_t error;
    json_t *read = json_loadb(out.bytes, out.length, JSON_DECODE_ANY, &error);
    assert_non_null(read);
    assert_string_equal(json_string_value(read), "a\xEF\xBF\xBD\xEF\xBF\xBD"
                                                 "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    json_decref(read);
    arena_destroy(arena);
}

static void integers_are_written_whole(void **state)
{
    static const int64_t values[] = { 0, 7, -7, 1234567890123, INT64_MAX, INT64_MIN };
    (void)state;
    struct arena *arena = arena_create();
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
        struct buffer out = buffer_in(arena, 8);
        buffer_int(&out, values[i]);
        buffer_char(&out, '\0');
        assert_string_equal(out.bytes, arena_printf(arena, "%lld", (long long)values[i]));
    }
    arena_destroy(arena);
}

static void fixed(void **state)
{
    static const struct {
        double value;
        unsigned decimals;
        const char *expected;
    } cases[] = {
        { 54.687031, 6, "54.687031" }, { -0.05, 6, "-0.050000" },    { 180, 5, "180.00000" },
        { -180, 5, "-180.00000" },     { 0.0000004, 6, "0.000000" }, { -0.0000004, 6, "0.000000" },
        { 9.9999999, 6, "10.000000" }, { 1.25, 1, "1.3" },
    };
    struct arena *const arena = arena_create();
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = buffer_in(arena, 32);

        buffer_fixed(&out, cases[i].value, cases[i].decimals);
        assert_true(span_equal(buffer_bytes(&out), span_of(cases[i].expected)));
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_keeps_allocations_apart),
        cmocka_unit_test(arena_grows_in_place_only_at_the_end),
        cmocka_unit_test(arena_releases_what_was_deferred_once),
        cmocka_unit_test(arena_reset_gives_memory_back),
        cmocka_unit_test(json_strings_survive_any_bytes),
        cmocka_unit_test(json_keeps_text_of_any_script),
        cmocka_unit_test(integers_are_written_whole),
        cmocka_unit_test(fixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

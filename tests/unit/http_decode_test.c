/* SPDX-License-Identifier: Apache-2.0
 *
 * The strict decoder: what it takes, what it refuses, and that judging (http_path_valid, http_query_plain)
 * and decoding (http_decode) never disagree. */
#include "../../src/http/internal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena *arena;

static void takes(enum http_part part, const char *raw, const char *expected)
{
    struct span text;
    if (!http_decode(arena, part, span_of(raw), &text))
        fail_msg("\"%s\" was refused", raw);
    assert_int_equal(text.length, strlen(expected));
    assert_string_equal(text.at, expected);
}

static void refuses(enum http_part part, struct span raw)
{
    struct span text = SPAN("untouched");
    if (http_decode(arena, part, raw, &text))
        fail_msg("\"%.*s\" was taken", (int)raw.length, raw.at);
    assert_true(span_equal(text, SPAN("untouched")));
}

static void decodes_segments(void **state)
{
    (void)state;
    takes(HTTP_PATH_SEGMENT, "", "");
    takes(HTTP_PATH_SEGMENT, "lt-pasvalys", "lt-pasvalys");
    takes(HTTP_PATH_SEGMENT, "%C5%A0iauliai", "Šiauliai");
    takes(HTTP_PATH_SEGMENT, "Šiauliai", "Šiauliai");
    takes(HTTP_PATH_SEGMENT, "%41%6a%4A", "AjJ");
    takes(HTTP_PATH_SEGMENT, "a+b", "a+b"); /* a plus is a plus in a path */
    takes(HTTP_PATH_SEGMENT, "a%20b", "a b");
    takes(HTTP_PATH_SEGMENT, "%25", "%");
    takes(HTTP_PATH_SEGMENT, "...", "...");
    takes(HTTP_PATH_SEGMENT, "%F0%9F%93%9A", "📚");
}

static void decodes_queries(void **state)
{
    (void)state;
    takes(HTTP_QUERY_PART, "a+b", "a b");
    takes(HTTP_QUERY_PART, "a%2Bb", "a+b");
    takes(HTTP_QUERY_PART, "a%2Fb/c", "a/b/c");
    takes(HTTP_QUERY_PART, "%5C", "\\");
    takes(HTTP_QUERY_PART, "..", "..");
    takes(HTTP_QUERY_PART, "?", "?");
}

static void refuses_what_is_wrong_anywhere(void **state)
{
    static const char *const wrong[] = {
        "%",
        "%4",
        "a%",
        "a%4",
        "%zz",
        "%4g",
        "%g4",
        "%-1",
        "%+1",
        "% 1",
        "%00",
        "a%00b",
        "%0a",
        "%0D",
        "%1f",
        "%7f",
        "%80",
        "%bf",
        "%c0%af",
        "%c1%81",
        "%c5",
        "%c5x",
        "%e0%80%af",
        "%e0%9f%bf",
        "%ed%a0%80",
        "%ed%bf%bf",
        "%ef%bf",
        "%f0%80%80%80",
        "%f0%8f%bf%bf",
        "%f4%90%80%80",
        "%f5%80%80%80",
        "%ff",
        "\xff",
        "\xc5",
        "\x01",
        "\x7f",
        "a b",
        "a#b",
        "%c5\xff",
    };
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refuses(HTTP_PATH_SEGMENT, span_of(wrong[i]));
        refuses(HTTP_QUERY_PART, span_of(wrong[i]));
    }
    refuses(HTTP_QUERY_PART, (struct span){ "a\0b", 3 });
    refuses(HTTP_PATH_SEGMENT, (struct span){ "a\0b", 3 });
}

static void refuses_what_would_change_a_path(void **state)
{
    static const char *const wrong[] = { "%2f", "%2F", "a%2fb", "a/b",  "\\",  "%5c",
                                         ".",   "..",  "%2e",   "%2E.", ".%2e" };
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refuses(HTTP_PATH_SEGMENT, span_of(wrong[i]));
}

static void points_to_the_place(void **state)
{
    static const struct {
        const char *path;
        size_t offset;
    } wrong[] = { { "/lt/%zz", 4 },        { "/a/../b", 3 },     { "/a/%2e%2E", 3 }, { "/.", 1 },
                  { "/..%2f..%2fetc", 3 }, { "/%c5%a0%c5", 10 }, { "/a b", 2 } };
    size_t offset;
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(http_path_valid(span_of(wrong[i].path), &offset));
        assert_int_equal(offset, wrong[i].offset);
    }
    assert_true(http_path_valid(SPAN("/"), &offset));
    assert_true(http_path_valid(SPAN("/lt//branches/.well-known/...%2e"), &offset));
    assert_true(http_query_plain(SPAN("near=55.73,24.36&q=%C5%A1&x=%00&y=%"), &offset));
    assert_false(http_query_plain(SPAN("a=b&q=\x1f"), &offset));
    assert_int_equal(offset, 6);
}

/* Every string of up to three pieces: the two judges agree, and a decoded text never grows. */
static void judging_and_decoding_agree(void **state)
{
    static const char *const pieces[] = {
        "",    "a",   "/",   ".", "%2e", "%2f",      "%", "%4", "%41", "\\",   "+",   "%00", "%c5", "%a0",
        "%ed", "%9f", "%f4", "#", " ",   "\xc5\xa0", "?", "&",  "=",   "\x80", "%80", "%f0", "%90"
    };
    enum { PIECES = sizeof pieces / sizeof *pieces };
    char raw[32];
    (void)state;
    for (unsigned i = 0; i < PIECES * PIECES * PIECES; i++) {
        struct span text = { 0 };
        size_t offset;
        snprintf(raw, sizeof raw, "%s%s%s", pieces[i % PIECES], pieces[i / PIECES % PIECES],
                 pieces[i / PIECES / PIECES]);
        const struct span span = span_of(raw);
        const bool query = http_decode(arena, HTTP_QUERY_PART, span, &text);
        assert_true(!query || http_query_plain(span, &offset));
        if (memchr(raw, '/', span.length))
            continue;
        const bool segment = http_decode(arena, HTTP_PATH_SEGMENT, span, &text);
        assert_int_equal(segment, http_path_valid(span, &offset));
        assert_true(!segment || query); /* whatever a path may hold, a query may */
        assert_true(!segment || text.length <= span.length);
        arena_reset(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_segments),
        cmocka_unit_test(decodes_queries),
        cmocka_unit_test(refuses_what_is_wrong_anywhere),
        cmocka_unit_test(refuses_what_would_change_a_path),
        cmocka_unit_test(points_to_the_place),
        cmocka_unit_test(judging_and_decoding_agree),
    };
    arena = arena_create();
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_destroy(arena);
    return failed;
}

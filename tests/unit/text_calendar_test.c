/* SPDX-License-Identifier: Apache-2.0
 *
 * iCalendar: escaping as RFC 5545 says, and folding that cuts no character. */
#include "branchlight/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
// cmocka wants the headers above first
#include <cmocka.h>

static void texts_are_escaped_and_without_control_characters(void **state)
{
    static const struct {
        struct span text;
        const char *line;
    } cases[] = {
        { { "plain", 5 }, "X:plain\r\n" },
        { { "", 0 }, "" },
        { { NULL, 0 }, "" },
        { { "a,b;c\\d:e\"f", 11 }, "X:a\\,b\\;c\\\\d:e\"f\r\n" },
        { { "one\r\ntwo\nthree", 14 }, "X:one\\ntwo\\nthree\r\n" },
        { { "a\0b\x01\x1F\x7F\tc", 8 }, "X:ab\tc\r\n" },
        { { "a\xC2\x85\xC2\x9F\xC2\xA0"
            "b",
            8 },
          "X:a\xC2\xA0"
          "b\r\n" },
        { { "cut \xC5", 5 }, "X:cut \xC5\r\n" },
    };
    (void)state;
    struct arena *arena = arena_create();
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = buffer_in(arena, 8);
        calendar_text(&out, "X", (struct span){ 0 }, cases[i].text);
        buffer_char(&out, '\0');
        assert_string_equal(out.bytes, cases[i].line);
    }
    arena_destroy(arena);
}

static void parameters_and_instants(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buffer out = buffer_in(arena, 8);
    calendar_text(&out, "SUMMARY", SPAN("lt"), SPAN("Žaibas"));
    calendar_line(&out, "URL", SPAN("https://example.org/a,b"));
    calendar_instant(&out, "DTSTART", 1774742400);
    buffer_char(&out, '\0');
    assert_string_equal(
        out.bytes,
        "SUMMARY;LANGUAGE=lt:Žaibas\r\nURL:https://example.org/a,b\r\nDTSTART:20260329T000000Z\r\n");
    arena_destroy(arena);
}

/* Every width of character at every place of the line: whole, and no line longer than 75 octets. */
static void lines_are_folded_between_characters(void **state)
{
    static const char *const characters[] = { "a", "ė", "–", "😀", ";" };
    (void)state;
    struct arena *arena = arena_create();
    for (unsigned i = 0; i < sizeof characters / sizeof *characters; i++) {
        for (unsigned before = 0; before < 80; before++) {
            struct buffer text = buffer_in(arena, 512), out = buffer_in(arena, 512);
            const size_t width = *characters[i] == ';' ? 2 : strlen(characters[i]);
            size_t line = 0;
            for (unsigned j = 0; j < before; j++)
                buffer_char(&text, 'x');
            for (unsigned j = 0; j < 100; j++)
                buffer_text(&text, characters[i]);
            calendar_text(&out, "X", (struct span){ 0 }, buffer_bytes(&text));
            for (size_t at = 0; at < out.length; at++) {
                if (out.bytes[at] == '\r') {
                    assert_true(line <= 75);
                    assert_true(at + 2 == out.length || line > 75 - width);
                    assert_int_equal(out.bytes[at + 1], '\n');
                    assert_true(at + 2 == out.length || out.bytes[at + 2] == ' ');
                    assert_true(at + 2 == out.length || ((unsigned char)out.bytes[at + 3] & 0xC0) != 0x80);
                    at++;
                    line = 0;
                } else {
                    line++;
                }
            }
            arena_reset(arena);
        }
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped_and_without_control_characters),
        cmocka_unit_test(parameters_and_instants),
        cmocka_unit_test(lines_are_folded_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

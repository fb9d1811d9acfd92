/* SPDX-License-Identifier: Apache-2.0
 *
 * CSV: quoting as RFC 4180 says, and no cell of text that a spreadsheet would run. */
#include "branchlight/csv.h"

#include <setjmp.h>
#include <stdarg.h>
// cmocka wants the headers above first
#include <cmocka.h>

static void cells_are_quoted_and_neutralised(void **state)
{
    static const struct {
        struct span text;
        const char *cell;
    } cases[] = {
        { { "plain", 5 }, "plain" },
        { { "", 0 }, "" },
        { { NULL, 0 }, "" },
        { { "a,b", 3 }, "\"a,b\"" },
        { { "say \"hi\"", 8 }, "\"say \"\"hi\"\"\"" },
        { { "two\nlines", 9 }, "\"two\nlines\"" },
        { { "=1+1", 4 }, "'=1+1" },
        { { "+370", 4 }, "'+370" },
        { { "-1", 2 }, "'-1" },
        { { "@SUM(1,2)", 9 }, "\"'@SUM(1,2)\"" },
        { { "\tx", 2 }, "\"'\tx\"" },
        { { "\rx", 2 }, "\"'\rx\"" },
        { { "Šiauliai", 9 }, "Šiauliai" },
    };
    (void)state;
    struct arena *arena = arena_create();
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = buffer_in(arena, 8);
        struct csv_row row = { &out, true };
        csv_text(&row, cases[i].text);
        buffer_char(&out, '\0');
        assert_string_equal(out.bytes, cases[i].cell);
    }
    arena_destroy(arena);
}

static void a_row_has_commas_between_and_ends_in_crlf(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buffer out = buffer_in(arena, 8);
    struct csv_row row = { &out, true };
    csv_text(&row, SPAN("a"));
    csv_int(&row, -5);
    csv_degrees(&row, -33.4);
    csv_bool(&row, true);
    csv_instant(&row, 1774742400);
    csv_instant(&row, 0);
    csv_empty(&row);
    csv_end(&row);
    csv_empty(&row);
    csv_end(&row);
    buffer_char(&out, '\0');
    assert_string_equal(out.bytes, "a,-5,-33.400000,true,2026-03-29T00:00:00Z,,\r\n\r\n");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted_and_neutralised),
        cmocka_unit_test(a_row_has_commas_between_and_ends_in_crlf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Weeks of the calendar, against dates known from ISO 8601. */
#include "../../src/pages/weeks.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LT, EN };

static int load(void **state)
{
    *state = arena_create();
    return i18n_load(stderr) ? 0 : 1;
}

static int unload(void **state)
{
    arena_destroy(*state);
    return 0;
}

static int64_t day(const char *date)
{
    char text[] = "0000-00-00T00:00:00Z";
    int64_t at = 0;

    memcpy(text, date, 10);
    assert_true(clock_parse(span_of(text), &at));
    return at / WEEK_DAY_SECONDS;
}

static void names(void **state)
{
    static const struct {
        const char *monday, *name;
    } cases[] = {
        { "2026-11-23", "2026-W48" }, { "2026-12-28", "2026-W53" }, { "2027-01-04", "2027-W01" },
        { "2024-12-30", "2025-W01" }, { "2021-01-04", "2021-W01" }, { "2020-12-28", "2020-W53" },
        { "2018-12-31", "2019-W01" }, { "1970-01-05", "1970-W02" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t monday = 0;

        assert_true(week_parse(span_of(cases[i].name), &monday));
        assert_int_equal(monday, day(cases[i].monday));
        assert_string_equal(week_name(*state, monday), cases[i].name);
        for (int j = 0; j < WEEK_DAYS; j++)
            assert_int_equal(week_of_day(monday + j), monday);
    }
}

static void every_week_has_one_name(void **state)
{
    int64_t expected = day("1970-01-05");

    for (; expected < day("2198-12-01"); expected += WEEK_DAYS) {
        int64_t monday = 0;

        assert_true(week_parse(span_of(week_name(*state, expected)), &monday));
        assert_int_equal(monday, expected);
    }
}

static void refused(void **state)
{
    static const char *const bad[] = {
        "",         "2026",     "2026-48",  "2026-W4",  "2026-W00", "2026-W54",
        "2025-W53", "1969-W01", "2199-W01", "2026-w48", "2026-W4x", "2026-W480"
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t monday = -77;

        assert_false(week_parse(span_of(bad[i]), &monday));
        assert_int_equal(monday, -77);
    }
}

static void texts(void **state)
{
    const int64_t today = day("2026-11-26");
    static const struct {
        const char *monday, *lt, *en;
    } cases[] = {
        { "2026-11-23", "lapkričio 23–29 d.", "23–29 November" },
        { "2026-11-30", "lapkričio 30 – gruodžio 6 d.", "30 November – 6 December" },
        { "2027-02-01", "2027 m. vasario 1–7 d.", "1–7 February 2027" },
        { "2025-09-29", "2025 m. rugsėjo 29 – spalio 5 d.", "29 September – 5 October 2025" },
        { "2026-12-28", "2026 m. gruodžio 28 d. – 2027 m. sausio 3 d.", "28 December 2026 – 3 January 2027" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(week_text(*state, LT, day(cases[i].monday), today).at, cases[i].lt);
        assert_string_equal(week_text(*state, EN, day(cases[i].monday), today).at, cases[i].en);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(every_week_has_one_name),
        cmocka_unit_test(refused),
        cmocka_unit_test(texts),
    };

    return cmocka_run_group_tests(tests, load, unload);
}

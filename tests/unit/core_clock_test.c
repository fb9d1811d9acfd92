/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates against the C library's own, and RFC 3339 texts: right ones, wrong ones, impossible ones. */
#include "branchlight/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
// cmocka wants the headers above first
#include <cmocka.h>

static void civil_agrees_with_gmtime(void **state)
{
    (void)state;
    for (int64_t second = -2208988800LL; second < 7258118400LL; second += 86400 * 3 + 12347) {
        const time_t time = (time_t)second;
        struct tm expected;
        gmtime_r(&time, &expected);
        const struct civil civil = clock_civil(second, 0);
        assert_int_equal(civil.year, expected.tm_year + 1900);
        assert_int_equal(civil.month, expected.tm_mon + 1);
        assert_int_equal(civil.day, expected.tm_mday);
        assert_int_equal(civil.hour, expected.tm_hour);
        assert_int_equal(civil.minute, expected.tm_min);
        assert_int_equal(civil.weekday, expected.tm_wday == 0 ? 7 : expected.tm_wday);
    }
}

static void format_and_parse_are_inverse(void **state)
{
    (void)state;
    for (int64_t second = 0; second < 7258118400LL; second += 86400 * 5 + 3599) {
        char text[21];
        int64_t parsed = -1;
        clock_format(second, text);
        assert_true(clock_parse(span_of(text), &parsed));
        assert_int_equal(parsed, second);
    }
}

static void parse_takes_offsets_and_fractions(void **state)
{
    (void)state;
    int64_t seconds = 0;
    assert_true(clock_parse(SPAN("2026-03-29T03:00:00+03:00"), &seconds));
    assert_int_equal(seconds, 1774742400);
    assert_true(clock_parse(SPAN("2026-03-28t20:30:00.123456-03:30"), &seconds));
    assert_int_equal(seconds, 1774742400);
    assert_true(clock_parse(SPAN("2024-02-29T00:00:00Z"), &seconds));
}

static void parse_takes_leap_seconds(void **state)
{
    int64_t leap = 0, next = 0;
    (void)state;
    assert_true(clock_parse(SPAN("2017-01-01T00:00:00Z"), &next));
    assert_true(clock_parse(SPAN("2016-12-31T23:59:60Z"), &leap));
    assert_int_equal(leap, next);
    assert_true(clock_parse(SPAN("2017-01-01T01:59:60.5+02:00"), &leap));
    assert_int_equal(leap, next);
    assert_true(clock_parse(SPAN("2015-06-30T15:59:60-08:00"), &leap));
}

static void parse_refuses(void **state)
{
    static const char *const wrong[] = {
        "",
        "now",
        "2026-11-22",
        "2026-11-22T10:00Z",
        "2026-11-22T10:00:00",
        "2026-11-22T10:00:00 Z",
        "2026-11-22T10:00:00Z ",
        "2026-11-22T10:00:00.Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:60:00Z",
        "2026-13-01T10:00:00Z",
        "2026-00-01T10:00:00Z",
        "2026-02-29T10:00:00Z",
        "2026-04-31T10:00:00Z",
        "1969-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "2026-11-22T10:00:00+24:00",
        "2026-11-22T10:00:00+0200",
        "+026-11-22T10:00:00Z",
        "2026-11-22T10:00:0\xC3\xA9Z",
        "2026-11-22T10:00:61Z",
        "2026-11-22T10:00:60Z",
        "2026-11-22T23:59:60Z",
        "2026-06-30T22:59:60Z",
        "2026-12-31T23:59:60+02:00",
    };
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t seconds = 42;
        assert_false(clock_parse(span_of(wrong[i]), &seconds));
        assert_int_equal(seconds, 42);
    }
    int64_t seconds = 42;
    assert_false(clock_parse((struct span){ "2026-11-22T10:00:00\0Z", 21 }, &seconds));
}

static void minutes_round_down(void **state)
{
    (void)state;
    assert_int_equal(clock_minute_of(0), 0);
    assert_int_equal(clock_minute_of(59), 0);
    assert_int_equal(clock_minute_of(60), 1);
    assert_int_equal(clock_minute_of(-1), -1);
}

static void format_clamps_to_four_digit_years(void **state)
{
    char text[21];
    (void)state;
    clock_format(INT64_MAX / 2, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
    clock_format(INT64_MIN / 2, text);
    assert_string_equal(text, "0000-01-01T00:00:00Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_agrees_with_gmtime),
        cmocka_unit_test(format_and_parse_are_inverse),
        cmocka_unit_test(parse_takes_offsets_and_fractions),
        cmocka_unit_test(parse_takes_leap_seconds),
        cmocka_unit_test(parse_refuses),
        cmocka_unit_test(minutes_round_down),
        cmocka_unit_test(format_clamps_to_four_digit_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

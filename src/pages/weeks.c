/* SPDX-License-Identifier: Apache-2.0
 *
 * Weeks of the calendar. */
#include "weeks.h"

#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"

#include <string.h>

enum { THURSDAY = 3, FIRST_YEAR = 1970, LAST_YEAR = 2199 };

static int64_t seconds_of(int64_t day)
{
    return day * WEEK_DAY_SECONDS;
}

int64_t week_of_day(int64_t day)
{
    /* 1970-01-01 was a Thursday. */
    const int64_t past_monday = ((day + THURSDAY) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS;

    return day - past_monday;
}

/* The first week of a year. */
static int64_t first_week(int year)
{
    char text[] = "0000-01-04T00:00:00Z";
    int64_t at = 0;

    for (int i = 3; i >= 0; i--, year /= 10)
        text[i] = (char)('0' + year % 10);
    if (!clock_parse(span_of(text), &at))
        return 0;
    return week_of_day(at / WEEK_DAY_SECONDS);
}

static bool digits_take(const char *at, unsigned count, int *ret_number)
{
    int number = 0;

    for (unsigned i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
        number = number * 10 + (at[i] - '0');
    }
    *ret_number = number;
    return true;
}

bool week_parse(struct span text, int64_t *ret_monday)
{
    int year, number;
    int64_t monday;

    if (text.length != strlen("2026-W48") || memcmp(text.at + 4, "-W", 2) != 0 ||
        !digits_take(text.at, 4, &year) || !digits_take(text.at + 6, 2, &number) || year < FIRST_YEAR ||
        year >= LAST_YEAR || number < 1)
        return false;
    monday = first_week(year) + (int64_t)(number - 1) * WEEK_DAYS;
    if (monday >= first_week(year + 1))
        return false;
    *ret_monday = monday;
    return true;
}

const char *week_name(struct arena *arena, int64_t monday)
{
    const int year = clock_civil(seconds_of(monday + THURSDAY), 0).year;

    return arena_printf(arena, "%04d-W%02d", year, (int)((monday - first_week(year)) / WEEK_DAYS) + 1);
}

static const char *number_of(struct arena *arena, int number)
{
    return arena_printf(arena, "%d", number);
}

static const char *month_of(struct arena *arena, unsigned language, int month)
{
    return i18n_text(language, arena_printf(arena, "month.%d", month)).at;
}

struct span days_text(struct arena *arena, unsigned language, int64_t first_day, int64_t last_day,
                      int64_t today)
{
    const struct civil first = clock_civil(seconds_of(first_day), 0);
    const struct civil last = clock_civil(seconds_of(last_day), 0);
    const int year = clock_civil(seconds_of(today), 0).year;
    const char *key = "week.days";

    if (first.year != last.year)
        return i18n_format(arena, language, "week.years", "first",
                           moment_date(arena, language, seconds_of(first_day), INT64_C(0), 0).at, "last",
                           moment_date(arena, language, seconds_of(last_day), INT64_C(0), 0).at, NULL);
    if (first.month != last.month)
        key = first.year == year ? "week.months" : "week.months.year";
    else if (first.year != year)
        key = "week.days.year";
    return i18n_format(arena, language, key, "year", number_of(arena, first.year), "month",
                       month_of(arena, language, first.month), "first", number_of(arena, first.day),
                       "last_month", month_of(arena, language, last.month), "last",
                       number_of(arena, last.day), NULL);
}

struct span week_text(struct arena *arena, unsigned language, int64_t monday, int64_t today)
{
    return days_text(arena, language, monday, monday + WEEK_DAYS - 1, today);
}

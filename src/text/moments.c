/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants in words. Sentences are in the catalogues (clock.*, when.*, until.*, age.*, date.*, weekday*.N,
 * month.N); what is decided here is only which of them fits.
 */
#include "branchlight/moments.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"

enum {
    MINUTE = 60,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    AGE_DAYS_MAX = 30,    /* an older report is told by its date */
    WEEKDAY_DAYS_MAX = 6, /* so far ahead a weekday's name is clear */
};

static const char *key(struct arena *arena, const char *start, int number)
{
    return arena_printf(arena, "%s.%d", start, number);
}

static const char *number(struct arena *arena, int value)
{
    return arena_printf(arena, "%d", value);
}

static int64_t day_of(int64_t at, int offset)
{
    const int64_t local = at + (int64_t)offset * MINUTE;

    return local >= 0 ? local / DAY : -((-local + DAY - 1) / DAY);
}

int64_t moment_days_ahead(int64_t at, int64_t now, int offset)
{
    return day_of(at, offset) - day_of(now, offset);
}

struct span moment_clock(struct arena *arena, unsigned language, int64_t at, int offset)
{
    const struct civil civil = clock_civil(at, offset);

    return i18n_format(arena, language, civil.minute ? "clock.minutes" : "clock.hour", "hour",
                       number(arena, civil.hour), "minute", arena_printf(arena, "%02d", civil.minute), NULL);
}

struct span moment_date(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    const struct civil civil = clock_civil(at, offset);

    return i18n_format(
        arena, language, civil.year == clock_civil(now, offset).year ? "date.day" : "date.year", "day",
        number(arena, civil.day), "month", i18n_text(language, key(arena, "month", civil.month)).at, "year",
        number(arena, civil.year), NULL);
}

struct span moment_day(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    const struct civil civil = clock_civil(at, offset);

    return i18n_format(arena, language, "date.weekday", "weekday",
                       i18n_text(language, key(arena, "weekday", civil.weekday)).at, "date",
                       moment_date(arena, language, at, now, offset).at, NULL);
}

struct span moment_age(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    const int64_t seconds = now - at;

    if (seconds < MINUTE)
        return i18n_text(language, "age.now");
    if (seconds < HOUR)
        return i18n_format_count(arena, language, "age.minutes", seconds / MINUTE, NULL);
    if (seconds < DAY)
        return i18n_format_count(arena, language, "age.hours", seconds / HOUR, NULL);
    if (seconds < (int64_t)AGE_DAYS_MAX * DAY)
        return i18n_format_count(arena, language, "age.days", seconds / DAY, NULL);
    return i18n_format(arena, language, "age.date", "date", moment_date(arena, language, at, now, offset).at,
                       NULL);
}

/* "when" or "until": keys .today, .tomorrow, .weekday, .date (and .midnight), filled with the clock. */
static struct span sentence(struct arena *arena, unsigned language, const char *kind, const char *weekdays,
                            int64_t day, const char *clock, int64_t now, int offset)
{
    const int64_t ahead = moment_days_ahead(day, now, offset);
    const char *const form = ahead == 0                               ? "today"
                             : ahead == 1                             ? "tomorrow"
                             : ahead > 1 && ahead <= WEEKDAY_DAYS_MAX ? "weekday"
                                                                      : "date";

    return i18n_format(arena, language, arena_printf(arena, "%s.%s", kind, form), "clock", clock, "weekday",
                       i18n_text(language, key(arena, weekdays, clock_civil(day, offset).weekday)).at, "date",
                       moment_date(arena, language, day, now, offset).at, NULL);
}

struct span moment_when(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    return sentence(arena, language, "when", "weekday_on", at, moment_clock(arena, language, at, offset).at,
                    now, offset);
}

struct span moment_until(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    const struct civil civil = clock_civil(at, offset);

    /* The end of a day belongs to that day: "until tomorrow 0:00" would make people come too late. */
    if (civil.hour == 0 && civil.minute == 0)
        return sentence(arena, language, "until", "weekday_of", at - MINUTE,
                        i18n_text(language, "clock.midnight").at, now, offset);
    return sentence(arena, language, "until", "weekday_of", at, moment_clock(arena, language, at, offset).at,
                    now, offset);
}

struct span moment_distance(struct arena *arena, unsigned language, double metres)
{
    const long tens = (long)(metres / 10.0 + 0.5) * 10, tenths = (long)(metres / 100.0 + 0.5);

    if (tens < 1000)
        return i18n_format(arena, language, "distance.metres", "count", arena_printf(arena, "%ld", tens),
                           NULL);
    if (tenths < 100)
        return i18n_format(arena, language, "distance.kilometres", "count",
                           i18n_format(arena, language, "distance.decimal", "whole",
                                       arena_printf(arena, "%ld", tenths / 10), "tenths",
                                       arena_printf(arena, "%ld", tenths % 10), NULL)
                               .at,
                           NULL);
    return i18n_format(arena, language, "distance.kilometres", "count",
                       arena_printf(arena, "%ld", (long)(metres / 1000.0 + 0.5)), NULL);
}

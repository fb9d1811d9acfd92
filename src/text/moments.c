/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants in words. Sentences are in the catalogues (clock.*, when.*, until.*, age.*, date.*, weekday*.N,
 * month.N); what is decided here is only which of them fits.
 */
#include "branchlight/moments.h"
#include "branchlight/buffer.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"

enum {
    MINUTE = 60,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    AGE_DAYS_MAX = 30,    /* an older report is told by its date */
    WEEKDAY_DAYS_MAX = 6, /* so far ahead a weekday's name is clear */
};

static const char *ended(struct buffer *text)
{
    *buffer_room(text, 1) = '\0';
    return text->bytes;
}

/* "month.4" */
static const char *key(struct arena *arena, const char *start, int number)
{
    struct buffer text = buffer_in(arena, 32);

    buffer_text(&text, start);
    buffer_char(&text, '.');
    buffer_int(&text, number);
    return ended(&text);
}

/* In at least so many digits, two at most. */
static const char *number(struct arena *arena, long value, int digits)
{
    struct buffer text = buffer_in(arena, 24);

    if (digits == 2 && value < 10)
        buffer_char(&text, '0');
    buffer_int(&text, value);
    return ended(&text);
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
                       number(arena, civil.hour, 1), "minute", number(arena, civil.minute, 2), NULL);
}

struct span moment_date(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    const struct civil civil = clock_civil(at, offset);

    return i18n_format(
        arena, language, civil.year == clock_civil(now, offset).year ? "date.day" : "date.year", "day",
        number(arena, civil.day, 1), "month", i18n_text(language, key(arena, "month", civil.month)).at,
        "year", number(arena, civil.year, 1), NULL);
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
    if (moment_days_ahead(at, now, offset) == -1)
        return i18n_text(language, "age.yesterday");
    if (seconds < (int64_t)AGE_DAYS_MAX * DAY)
        return i18n_format_count(arena, language, "age.days", -moment_days_ahead(at, now, offset), NULL);
    return i18n_format(arena, language, "age.date", "date", moment_date(arena, language, at, now, offset).at,
                       NULL);
}

/* Of each kind: what the key's forms are, from today on, and the weekdays' key. */
struct sentence {
    const char *today, *tomorrow, *weekday, *date, *weekdays;
};

static const struct sentence when = { "when.today", "when.tomorrow", "when.weekday", "when.date",
                                      "weekday_on" };
static const struct sentence until = { "until.today", "until.tomorrow", "until.weekday", "until.date",
                                       "weekday_of" };

static struct span say(struct arena *arena, unsigned language, const struct sentence *sentence, int64_t day,
                       const char *clock, int64_t now, int offset)
{
    const int64_t ahead = moment_days_ahead(day, now, offset);

    if (ahead == 0 || ahead == 1)
        return i18n_format(arena, language, ahead == 0 ? sentence->today : sentence->tomorrow, "clock", clock,
                           NULL);
    if (ahead > 1 && ahead <= WEEKDAY_DAYS_MAX)
        return i18n_format(
            arena, language, sentence->weekday, "clock", clock, "weekday",
            i18n_text(language, key(arena, sentence->weekdays, clock_civil(day, offset).weekday)).at, NULL);
    return i18n_format(arena, language, sentence->date, "clock", clock, "date",
                       moment_date(arena, language, day, now, offset).at, NULL);
}

struct span moment_when(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    return say(arena, language, &when, at, moment_clock(arena, language, at, offset).at, now, offset);
}

struct span moment_until(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset)
{
    const struct civil civil = clock_civil(at, offset);

    /* The end of a day belongs to that day: "until tomorrow 0:00" would make people come too late. */
    if (civil.hour == 0 && civil.minute == 0)
        return say(arena, language, &until, at - MINUTE, i18n_text(language, "clock.midnight").at, now,
                   offset);
    return say(arena, language, &until, at, moment_clock(arena, language, at, offset).at, now, offset);
}

struct span moment_distance(struct arena *arena, unsigned language, double metres)
{
    const long tens = (long)(metres / 10.0 + 0.5) * 10, tenths = (long)(metres / 100.0 + 0.5);

    if (tens < 1000)
        return i18n_format(arena, language, "distance.metres", "count", number(arena, tens, 1), NULL);
    if (tenths < 100)
        return i18n_format(arena, language, "distance.kilometres", "count",
                           i18n_format(arena, language, "distance.decimal", "whole",
                                       number(arena, tenths / 10, 1), "tenths", number(arena, tenths % 10, 1),
                                       NULL)
                               .at,
                           NULL);
    return i18n_format(arena, language, "distance.kilometres", "count",
                       number(arena, (long)(metres / 1000.0 + 0.5), 1), NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants and civil dates. Days and dates are converted by arithmetic on a year that begins in March (so
 * that the leap day is its last), over eras of 400 years: no time-zone tables, no locale, no libc calls that
 * lock. */
#include "branchlight/clock.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

enum { DAY = 86400, DAYS_PER_ERA = 146097 };

static int64_t shift_seconds;

void clock_shift(int64_t seconds)
{
    shift_seconds = seconds;
}

int64_t clock_shifted(void)
{
    return shift_seconds;
}

int64_t clock_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (now.tv_sec + shift_seconds) * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
    return clock_now_ms() / 1000;
}

int64_t clock_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

int32_t clock_minute_of(int64_t unix_seconds)
{
    const int64_t minute = floor_divide(unix_seconds, 60);
    return minute > INT32_MAX ? INT32_MAX : minute < INT32_MIN ? INT32_MIN : (int32_t)minute;
}

/* Days since 1970-01-01 of a proleptic Gregorian date. */
static int64_t days_of(int64_t year, int month, int day)
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t era = floor_divide(y, 400), year_of_era = y - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - 719468; /* days from 0000-03-01 to 1970-01-01 */
}

struct civil clock_civil(int64_t unix_seconds, int offset_minutes)
{
    const int64_t local = unix_seconds + offset_minutes * 60LL, days = floor_divide(local, DAY);
    const int64_t second = local - days * DAY, shifted = days + 719468;
    const int64_t era = floor_divide(shifted, DAYS_PER_ERA), day_of_era = shifted - era * DAYS_PER_ERA;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t march_month = (5 * day_of_year + 2) / 153;
    const int64_t weekday = (days + 3) - floor_divide(days + 3, 7) * 7; /* 1970-01-01 was a Thursday */
    struct civil civil;
    civil.day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    civil.month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    civil.year = (int)(year_of_era + era * 400 + (civil.month <= 2));
    civil.weekday = (int)weekday + 1;
    civil.hour = (int)(second / 3600);
    civil.minute = (int)(second / 60 % 60);
    return civil;
}

static void digits_put(char *at, int value, int count)
{
    for (int i = count - 1; i >= 0; i--, value /= 10)
        at[i] = (char)('0' + value % 10);
}

void clock_format(int64_t unix_seconds, char ret_text[21])
{
    const int64_t first = days_of(0, 1, 1) * DAY, last = days_of(10000, 1, 1) * DAY - 1;
    const int64_t clamped = unix_seconds < first ? first : unix_seconds > last ? last : unix_seconds;
    const struct civil civil = clock_civil(clamped, 0);
    memcpy(ret_text, "0000-00-00T00:00:00Z", 21);
    digits_put(ret_text, civil.year, 4);
    digits_put(ret_text + 5, civil.month, 2);
    digits_put(ret_text + 8, civil.day, 2);
    digits_put(ret_text + 11, civil.hour, 2);
    digits_put(ret_text + 14, civil.minute, 2);
    digits_put(ret_text + 17, (int)(clamped - floor_divide(clamped, 60) * 60), 2);
}

/* `count` digits at *at into ret_value; moves on. */
static bool digits_take(struct span *text, int count, int *ret_value)
{
    int value = 0;
    if (text->length < (size_t)count)
        return false;
    for (int i = 0; i < count; i++) {
        const char digit = text->at[i];
        if (digit < '0' || digit > '9')
            return false;
        value = value * 10 + (digit - '0');
    }
    text->at += count;
    text->length -= (size_t)count;
    *ret_value = value;
    return true;
}

static bool byte_take(struct span *text, const char *allowed)
{
    if (text->length == 0 || text->at[0] == '\0' || !strchr(allowed, text->at[0]))
        return false;
    text->at++;
    text->length--;
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* "Z", "+02:00", "-03:30": seconds east of UTC. */
static bool offset_take(struct span *text, int *ret_seconds)
{
    int hours, minutes;
    if (byte_take(text, "Zz")) {
        *ret_seconds = 0;
        return true;
    }
    const bool west = text->length > 0 && text->at[0] == '-';
    if (!byte_take(text, "+-") || !digits_take(text, 2, &hours) || !byte_take(text, ":") ||
        !digits_take(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret_seconds = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

/* Leap seconds come at the end of June or December, UTC (RFC 3339, 5.7); which of them came isn't known here.
 * `unix_seconds` is the second before. */
static bool may_leap(int64_t unix_seconds)
{
    const struct civil civil = clock_civil(unix_seconds, 0);
    return civil.hour == 23 && civil.minute == 59 &&
           ((civil.month == 6 && civil.day == 30) || (civil.month == 12 && civil.day == 31));
}

bool clock_parse(struct span text, int64_t *ret_seconds)
{
    int year, month, day, hour, minute, second, offset;
    if (!digits_take(&text, 4, &year) || !byte_take(&text, "-") || !digits_take(&text, 2, &month) ||
        !byte_take(&text, "-") || !digits_take(&text, 2, &day) || !byte_take(&text, "Tt ") ||
        !digits_take(&text, 2, &hour) || !byte_take(&text, ":") || !digits_take(&text, 2, &minute) ||
        !byte_take(&text, ":") || !digits_take(&text, 2, &second))
        return false;
    if (byte_take(&text, ".")) {
        if (!byte_take(&text, "0123456789"))
            return false;
        while (byte_take(&text, "0123456789"))
            ;
    }
    if (!offset_take(&text, &offset) || text.length > 0)
        return false;
    if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 60)
        return false;
    const int64_t seconds = days_of(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
    if (second == 60 && !may_leap(seconds - 1))
        return false;
    *ret_seconds = seconds;
    return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The one clock. Every decision about "now" asks here, so that tests and rehearsals can shift it
 * (configuration `clock_offset`, seconds); durations use the monotonic clock. All instants are UTC.
 */
#ifndef BRANCHLIGHT_CLOCK_H
#define BRANCHLIGHT_CLOCK_H

#include "branchlight/span.h"

#include <stdint.h>

/* Shifts clock_now by `seconds` for the whole process. Called once, before threads start. */
void clock_shift(int64_t seconds);
/* By how many it is shifted. */
int64_t clock_shifted(void);

/* Now: Unix time in milliseconds, and in seconds. */
int64_t clock_now_ms(void);
int64_t clock_now(void);

/* Monotonic nanoseconds, for durations only. */
int64_t clock_monotonic_ns(void);

/* Minutes since 1970-01-01T00:00Z, rounded down; opening hours and validity are whole minutes. */
int32_t clock_minute_of(int64_t unix_seconds);

/* RFC 3339: "2026-11-22T10:00:00Z" into `ret_text` (21 bytes with its NUL). Years 0000 to 9999 only: what
 * lies beyond is clamped. */
void clock_format(int64_t unix_seconds, char ret_text[21]);

/* RFC 3339 date-time with 'Z' or a numeric offset, fractional seconds allowed and dropped, years 1970 to
 * 2199. False, and ret_seconds untouched, where the text is anything else or names an impossible date. */
bool clock_parse(struct span text, int64_t *ret_seconds);

/* Civil date of an instant seen at an offset east of UTC (minutes): proleptic Gregorian.
 * weekday: 1 = Monday … 7 = Sunday (ISO 8601). */
struct civil {
    int year, month, day, weekday, hour, minute;
};
struct civil clock_civil(int64_t unix_seconds, int offset_minutes);

#endif

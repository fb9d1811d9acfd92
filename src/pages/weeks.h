/* SPDX-License-Identifier: Apache-2.0
 *
 * Weeks of the calendar as ISO 8601 counts them: from Monday, the first of a year is the one with its 4th of
 * January. A week is its Monday, in whole days since 1970-01-01.
 */
#ifndef BRANCHLIGHT_PAGES_WEEKS_H
#define BRANCHLIGHT_PAGES_WEEKS_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

#include <stdint.h>

enum { WEEK_DAYS = 7, WEEK_DAY_SECONDS = 86400 };

/* The week of a day. */
int64_t week_of_day(int64_t day);

/* "2026-W48"; years 1970 to 2199. False, and ret_monday untouched, where it is anything else. */
bool week_parse(struct span text, int64_t *ret_monday);

/* As week_parse takes it, in the arena. */
const char *week_name(struct arena *arena, int64_t monday);

/* From a day to another: "lapkričio 23–29 d.", "lapkričio 30 – gruodžio 6 d."; "23–29 November". With years
 * where it isn't wholly in the year of the day `today`. */
struct span days_text(struct arena *arena, unsigned language, int64_t first_day, int64_t last_day,
                      int64_t today);

/* A week's days, likewise. */
struct span week_text(struct arena *arena, unsigned language, int64_t monday, int64_t today);

#endif

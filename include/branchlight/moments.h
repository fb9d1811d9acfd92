/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants in words, as people say them in the reader's language. All take Unix seconds and the place's UTC
 * offset in minutes at that instant, and give text in the arena, NUL-terminated, that fits into a sentence.
 * Midnight is the end of a day in `until` ("iki vidurnakčio"), and its beginning elsewhere.
 */
#ifndef BRANCHLIGHT_MOMENTS_H
#define BRANCHLIGHT_MOMENTS_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

#include <stdint.h>

/* How long before `now`: "ką tik", "prieš 5 min.", "prieš 2 val.", "vakar", "prieš 3 dienas"; beyond 30 days
 * the date: "rugsėjo 6 d.", in another year "2014 m. rugsėjo 6 d.". What lies ahead counts as just now. */
struct span moment_age(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset);

/* "18 val.", "17.30 val."; "18:00". */
struct span moment_clock(struct arena *arena, unsigned language, int64_t at, int offset);

/* When something begins: "17.30 val." today, "rytoj 9 val.", within six days "antradienį 9 val.", then
 * "rugsėjo 6 d. 9 val."; English "at 17:30", "tomorrow at 9:00", "on Tuesday at 9:00", "on 6 September at
 * 9:00". */
struct span moment_when(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset);

/* The end of something: "iki 18 val.", "iki rytojaus 9 val.", "iki antradienio 9 val.", "iki rugsėjo 6 d. 9
 * val."; "until 18:00", "until tomorrow 9:00" … */
struct span moment_until(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset);

/* "Antradienis, rugsėjo 15 d.", with the year where it isn't that of `now`; "Tuesday, 15 September". */
struct span moment_day(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset);

/* "rugsėjo 15 d."; with the year where it isn't that of `now`: "2014 m. rugsėjo 15 d."; "15 September 2014".
 */
struct span moment_date(struct arena *arena, unsigned language, int64_t at, int64_t now, int offset);

/* `now` moved so that its day and hour, read at the offset `there`, are those that it has at the offset
 * `here`: for the functions above, where the clocks are shifted in between. */
static inline int64_t moment_now_for(int64_t now, int here, int there)
{
    return now + (int64_t)(here - there) * 60;
}

/* Whole days from the day of `now` to the day of `at`, both at that offset: 0 today, 1 tomorrow. */
int64_t moment_days_ahead(int64_t at, int64_t now, int offset);

/* A straight distance: "850 m", "3,2 km", "45 km"; "3.2 km". */
struct span moment_distance(struct arena *arena, unsigned language, double metres);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Schedules: ranges of minutes, packed and interned (hours.c).
 */
#ifndef BRANCHLIGHT_DIRECTORY_HOURS_H
#define BRANCHLIGHT_DIRECTORY_HOURS_H

#include "branchlight/directory.h"

#include <stdint.h>

struct hours_input;

/* Beyond every minute that hours are compiled for. */
#define HOURS_FOR_EVER INT32_MAX

/* One range in 64 bits: start minute (32), length in minutes (17), UTC offsets at start and end in quarter
 * hours + 64 (7, 7). */
struct schedule {
    uint32_t references;
    uint32_t id; /* dense, reused */
    uint64_t hash;
    struct schedule *next; /* writer's: in the interning table */
    int32_t until;
    uint32_t count;
    int32_t seen_minute; /* writer's: the minute that `seen` is of */
    uint8_t seen;        /* writer's */
    uint64_t ranges[];
};
struct interner {
    struct schedule **buckets;
    uint32_t bucket_count, count;
    uint32_t *free_ids;
    uint32_t free_count, free_capacity, next_id;
};
struct schedule *schedule_intern(struct interner *interner,
                                 const struct hours_input *hours); /* NULL: unknown */
void schedule_drop(struct interner *interner, struct schedule *schedule);
enum directory_open schedule_open(const struct schedule *schedule, int32_t minute);
struct directory_hours schedule_hours(const struct schedule *schedule, int32_t minute);
/* The same of what two schedules have in common: an adviser's hours while the building is open. `outer` NULL:
 * unknown, so it restricts nothing. */
struct directory_hours schedule_hours_within(const struct schedule *inner, const struct schedule *outer,
                                             int32_t minute);
int32_t range_start(uint64_t range);
int32_t range_end(uint64_t range);
int16_t range_start_offset(uint64_t range);
int16_t range_end_offset(uint64_t range);
/* The first range that ends after `minute`. */
uint32_t schedule_after(const struct schedule *schedule, int32_t minute);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening hours as look-ups. A schedule is a sorted list of ranges of minutes, interned: towns full of
 * branches with the same hours hold one copy, and each distinct schedule is evaluated once a minute. A range
 * is packed into 64 bits, for 70 days of two periods a day would otherwise be the largest part of a branch.
 */
#include "internal.h"

#include "branchlight/clock.h"

#include <assert.h>
#include <string.h>

enum {
    LENGTH_BITS = 17,
    LENGTH_MAX = (1 << LENGTH_BITS) - 1,
    OFFSET_BITS = 7,
    OFFSET_BIAS = 64,
    QUARTER = 15,
    ALWAYS_MINUTES = 7 * 24 * 60,
};

int32_t range_start(uint64_t range)
{
    return (int32_t)(uint32_t)(range >> 32);
}

int32_t range_end(uint64_t range)
{
    return range_start(range) + (int32_t)(range >> (2 * OFFSET_BITS) & LENGTH_MAX);
}

static int16_t offset_of(uint64_t bits)
{
    return (int16_t)(((int)(bits & ((1U << OFFSET_BITS) - 1)) - OFFSET_BIAS) * QUARTER);
}

int16_t range_start_offset(uint64_t range)
{
    return offset_of(range >> OFFSET_BITS);
}

int16_t range_end_offset(uint64_t range)
{
    return offset_of(range);
}

/* The last offsets that used no whole quarters of an hour ended in 1972; rounding keeps the code total. */
static uint64_t pack_offset(int32_t minutes)
{
    int32_t quarters = (minutes >= 0 ? minutes + QUARTER / 2 : minutes - QUARTER / 2) / QUARTER + OFFSET_BIAS;

    if (quarters < 0)
        quarters = 0;
    return (uint64_t)(quarters >= 1 << OFFSET_BITS ? (1 << OFFSET_BITS) - 1 : quarters);
}

static uint64_t pack(int32_t start, int32_t end, int32_t start_offset, int32_t end_offset)
{
    return (uint64_t)(uint32_t)start << 32 | (uint64_t)(end - start) << (2 * OFFSET_BITS) |
           pack_offset(start_offset) << OFFSET_BITS | pack_offset(end_offset);
}

/* A range longer than the bits allow becomes several that touch; look-ups join what touches. */
static uint32_t pack_all(const struct hours_input *hours, uint64_t *into)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i + 3 < hours->count; i += 4) {
        int32_t start = hours->numbers[i];
        const int32_t end = hours->numbers[i + 1];

        while (end - start > LENGTH_MAX) {
            if (into != NULL)
                into[count] = pack(start, start + LENGTH_MAX, hours->numbers[i + 2], hours->numbers[i + 2]);
            count++;
            start += LENGTH_MAX;
        }
        if (end <= start)
            continue;
        if (into != NULL)
            into[count] = pack(start, end, hours->numbers[i + 2], hours->numbers[i + 3]);
        count++;
    }
    return count;
}

static void interner_widen(struct interner *interner)
{
    const uint32_t fresh_count = interner->bucket_count == 0 ? 64 : interner->bucket_count * 2;
    struct schedule **fresh = heap_calloc(fresh_count, sizeof(*fresh));

    for (uint32_t i = 0; i < interner->bucket_count; i++) {
        struct schedule *schedule = interner->buckets[i];

        while (schedule != NULL) {
            struct schedule *next = schedule->next;
            struct schedule **bucket = &fresh[schedule->hash & (fresh_count - 1)];

            schedule->next = *bucket;
            *bucket = schedule;
            schedule = next;
        }
    }
    free(interner->buckets);
    interner->buckets = fresh;
    interner->bucket_count = fresh_count;
}

struct schedule *schedule_intern(struct interner *interner, const struct hours_input *hours)
{
    if (!hours->known)
        return NULL;

    const uint32_t count = pack_all(hours, NULL);
    struct schedule *fresh = heap_alloc(sizeof(*fresh) + count * sizeof(fresh->ranges[0]));

    pack_all(hours, fresh->ranges);
    fresh->hash =
        hash_bytes(fresh->ranges, count * sizeof(fresh->ranges[0])) ^ (uint64_t)(uint32_t)hours->until;
    if (interner->count >= interner->bucket_count)
        interner_widen(interner);

    struct schedule **bucket = &interner->buckets[fresh->hash & (interner->bucket_count - 1)];

    for (struct schedule *known = *bucket; known != NULL; known = known->next) {
        if (known->hash == fresh->hash && known->until == hours->until && known->count == count &&
            memcmp(known->ranges, fresh->ranges, count * sizeof(fresh->ranges[0])) == 0) {
            free(fresh);
            known->references++;
            return known;
        }
    }
    fresh->references = 1;
    fresh->until = hours->until;
    fresh->count = count;
    fresh->seen_minute = INT32_MIN;
    fresh->seen = OPEN_UNKNOWN;
    fresh->id = interner->free_count > 0 ? interner->free_ids[--interner->free_count] : interner->next_id++;
    fresh->next = *bucket;
    *bucket = fresh;
    interner->count++;
    return fresh;
}

void schedule_drop(struct interner *interner, struct schedule *schedule)
{
    if (schedule == NULL || --schedule->references > 0)
        return;

    struct schedule **link = &interner->buckets[schedule->hash & (interner->bucket_count - 1)];

    while (*link != schedule)
        link = &(*link)->next;
    *link = schedule->next;
    interner->count--;
    if (interner->free_count == interner->free_capacity) {
        interner->free_capacity = interner->free_capacity == 0 ? 64 : interner->free_capacity * 2;
        interner->free_ids = heap_grow(interner->free_ids, interner->free_capacity * sizeof(uint32_t));
    }
    interner->free_ids[interner->free_count++] = schedule->id;
    free(schedule);
}

uint32_t schedule_after(const struct schedule *schedule, int32_t minute)
{
    uint32_t low = 0, high = schedule->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (range_end(schedule->ranges[middle]) <= minute)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum directory_open schedule_open(const struct schedule *schedule, int32_t minute)
{
    if (schedule == NULL || minute >= schedule->until)
        return OPEN_UNKNOWN;

    const uint32_t i = schedule_after(schedule, minute);

    return i < schedule->count && range_start(schedule->ranges[i]) <= minute ? OPEN_YES : OPEN_NO;
}

static int64_t seconds_of(int32_t minute)
{
    return (int64_t)minute * 60;
}

/* Where the known days end, a range is cut off: it may close right there, or go on. So what lasts until then
 * has no end that is known, and "always" is said only of a week at least. */
static void set_until(const struct schedule *schedule, int32_t minute, uint64_t range,
                      struct directory_hours *hours)
{
    const int32_t end = range_end(range);
    const bool cut_off = end >= schedule->until;

    hours->now = OPEN_YES;
    hours->always = cut_off && end - minute >= ALWAYS_MINUTES;
    hours->until = cut_off ? 0 : seconds_of(end);
    hours->until_offset = range_end_offset(range);
}

static void open_hours(const struct schedule *schedule, uint32_t i, int32_t minute,
                       struct directory_hours *hours)
{
    while (i + 1 < schedule->count && range_end(schedule->ranges[i]) == range_start(schedule->ranges[i + 1]))
        i++;
    set_until(schedule, minute, schedule->ranges[i], hours);
}

struct directory_hours schedule_hours(const struct schedule *schedule, int32_t minute)
{
    struct directory_hours hours = { .now = schedule_open(schedule, minute) };

    if (hours.now == OPEN_UNKNOWN)
        return hours;

    const uint32_t i = schedule_after(schedule, minute);

    if (hours.now == OPEN_YES) {
        open_hours(schedule, i, minute, &hours);
    } else if (i < schedule->count) {
        hours.next = seconds_of(range_start(schedule->ranges[i]));
        hours.next_offset = range_start_offset(schedule->ranges[i]);
    }
    if (i < schedule->count) {
        hours.offset = range_start_offset(schedule->ranges[i]);
        hours.has_offset = true;
    } else if (i > 0) {
        hours.offset = range_end_offset(schedule->ranges[i - 1]);
        hours.has_offset = true;
    }
    return hours;
}

/* The first part of a range of `inner` that ends after `minute` and lies within `outer` (NULL: anywhere). */
static bool part_after(const struct schedule *inner, const struct schedule *outer, int32_t minute,
                       uint64_t *ret_part)
{
    for (uint32_t i = schedule_after(inner, minute); i < inner->count; i++) {
        const uint64_t range = inner->ranges[i];
        const int32_t from = range_start(range) > minute ? range_start(range) : minute;

        if (outer == NULL || range_start(range) >= outer->until) {
            *ret_part = range;
            return true;
        }
        for (uint32_t j = schedule_after(outer, from); j < outer->count; j++) {
            const uint64_t within = outer->ranges[j];
            const bool later = range_start(within) > range_start(range),
                       sooner = range_end(within) < range_end(range);

            if (range_start(within) >= range_end(range))
                break;
            *ret_part =
                pack(range_start(later ? within : range), range_end(sooner ? within : range),
                     range_start_offset(later ? within : range), range_end_offset(sooner ? within : range));
            return true;
        }
    }
    return false;
}

struct directory_hours schedule_hours_within(const struct schedule *inner, const struct schedule *outer,
                                             int32_t minute)
{
    struct directory_hours hours = schedule_hours(inner, minute);
    uint64_t part, next;

    if (hours.now == OPEN_UNKNOWN || outer == NULL || minute >= outer->until)
        return hours;
    hours =
        (struct directory_hours){ .now = OPEN_NO, .offset = hours.offset, .has_offset = hours.has_offset };
    if (!part_after(inner, outer, minute, &part))
        return hours;
    if (range_start(part) > minute) {
        hours.next = seconds_of(range_start(part));
        hours.next_offset = range_start_offset(part);
        return hours;
    }
    while (part_after(inner, outer, range_end(part), &next) && range_start(next) <= range_end(part))
        part = next;
    set_until(inner, minute, part, &hours);
    return hours;
}

/* Which schedule a person means; NULL where it is unknown. */
static const struct schedule *schedule_chosen(const struct snapshot *snapshot, enum directory_schedule which,
                                              uint32_t branch, uint32_t number)
{
    const struct block *block = snapshot->blocks[branch >> 8];
    const uint32_t slot = branch & 255;

    if (which == SCHEDULE_BUILDING)
        return block->rows[slot]->hours;

    const struct point_row *point = block->points[block->first_point[slot] + number];

    return which == SCHEDULE_ACCESS ? access_hours(block->rows[slot], point) : point->adviser;
}

bool directory_ranges(const struct snapshot *snapshot, struct arena *arena, enum directory_schedule which,
                      uint32_t branch, uint32_t point_number, int64_t from, int64_t until,
                      struct directory_ranges *ret_ranges)
{
    const struct schedule *schedule = schedule_chosen(snapshot, which, branch, point_number);

    if (schedule == NULL || schedule->until == 0)
        return false;

    /* An adviser sits in the building: the hours count while that is open. */
    const struct schedule *outer =
        which == SCHEDULE_ADVISER ? schedule_chosen(snapshot, SCHEDULE_BUILDING, branch, 0) : NULL;
    const uint32_t most = schedule->count + (outer != NULL ? outer->count : 0);
    struct directory_range *ranges = arena_alloc(arena, (most + 1) * sizeof(*ranges));
    uint32_t count = 0;
    uint64_t range;

    for (int32_t minute = clock_minute_of(from); part_after(schedule, outer, minute, &range);
         minute = range_end(range)) {
        const int64_t start = seconds_of(range_start(range)), end = seconds_of(range_end(range));

        if (start >= until)
            break;
        if (count > 0 && ranges[count - 1].end == start) {
            ranges[count - 1].end = end < until ? end : until;
            ranges[count - 1].end_offset = range_end_offset(range);
            continue;
        }
        ranges[count++] = (struct directory_range){ start > from ? start : from, end < until ? end : until,
                                                    range_start_offset(range), range_end_offset(range) };
    }
    *ret_ranges = (struct directory_ranges){ ranges, count, seconds_of(schedule->until) };
    return true;
}

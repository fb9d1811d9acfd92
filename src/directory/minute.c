/* SPDX-License-Identifier: Apache-2.0
 *
 * What the clock decides, as columns of bits for scans: open, usable, assisted, status. Made anew for every
 * minute. The rules themselves are small functions, which the views of single rows use as well, so that a
 * list and a page can't disagree.
 */
#include "internal.h"

#include <string.h>

/* A report counts from the minute it was made in until its validity ends; one that is dated after `now` by a
 * clock that is ahead of ours counts at once. */
enum point_status point_status_at(const struct point_row *row, int32_t minute, int32_t now)
{
    if (minute >= row->valid_minute || (minute < row->observed_minute && minute < now))
        return STATUS_UNKNOWN;
    return row->status;
}

bool point_serves(const struct branch_row *branch, const struct point_row *point, enum point_status status)
{
    return branch->active && point->lifecycle == POINT_ACTIVE &&
           (status == STATUS_WORKING || status == STATUS_LIMITED);
}

/* An adviser sits in the building: where that is closed, nobody is there to help, whatever the point's own
 * access. */
bool point_assists(const struct point_row *row, enum directory_open adviser, enum directory_open building,
                   int32_t minute)
{
    const bool away = (row->components_down & 1U << COMPONENT_ADVISER) != 0 && minute < row->valid_minute;

    return adviser == OPEN_YES && building != OPEN_NO && !away && row->lifecycle == POINT_ACTIVE;
}

/* Each distinct schedule is looked up once a minute. */
static enum directory_open open_cached(struct schedule *schedule, int32_t minute)
{
    if (schedule == NULL)
        return OPEN_UNKNOWN;
    if (schedule->seen_minute != minute) {
        schedule->seen = (uint8_t)schedule_open(schedule, minute);
        schedule->seen_minute = minute;
    }
    return (enum directory_open)schedule->seen;
}

static uint8_t point_bits(const struct branch_row *branch, const struct point_row *point,
                          enum directory_open building, int32_t minute, struct directory_summary *sums)
{
    const enum point_status status = branch->active ? point_status_at(point, minute, minute) : STATUS_UNKNOWN;
    const enum directory_open open = open_cached(access_hours(branch, point), minute);
    const bool usable = open == OPEN_YES && point_serves(branch, point, status);
    const bool assisted = point_assists(point, open_cached(point->adviser, minute), building, minute);

    const bool in_use = point->lifecycle == POINT_ACTIVE && branch->active;

    sums->points++;
    sums->demo += point->demo;
    sums->points_planned += point->lifecycle == POINT_PLANNED;
    if (in_use) {
        sums->points_active++;
        sums->status[status]++;
    }
    sums->usable += usable;
    sums->assisted += assisted;
    return (uint8_t)((unsigned)status | (open == OPEN_YES ? POINT_OPEN : 0U) | (usable ? POINT_USABLE : 0U) |
                     (assisted ? POINT_ASSISTED : 0U) | (in_use ? POINT_IN_USE : 0U));
}

struct block_minute *minute_make(const struct block *block, int32_t minute, struct text_account *account)
{
    struct block_minute *made = heap_calloc(1, sizeof(*made) + block->point_count);

    made->references = 1;
    made->text_slots = block->count + block->point_count;
    made->account = part_keep(account);
    for (uint32_t i = 0; i < block->count; i++) {
        const struct branch_row *row = block->rows[i];
        const enum directory_open building = open_cached(row->hours, minute);
        unsigned bits = building == OPEN_UNKNOWN ? 0U : BRANCH_HOURS;

        if (building == OPEN_YES)
            bits |= BRANCH_OPEN | BRANCH_REACHABLE;
        made->sums.branches++;
        made->sums.demo += row->demo;
        made->sums.open += building == OPEN_YES;
        made->sums.closed += building == OPEN_NO;
        for (uint32_t p = block->first_point[i]; p < block->first_point[i + 1]; p++) {
            const uint8_t point = point_bits(row, block->points[p], building, minute, &made->sums);

            made->points[p] = point;
            bits |= (point & POINT_OPEN) != 0 ? BRANCH_REACHABLE : 0U;
            bits |= (point & POINT_USABLE) != 0 ? BRANCH_USABLE : 0U;
            bits |= (point & POINT_ASSISTED) != 0 ? BRANCH_ASSISTED : 0U;
        }
        made->branch[i] = (uint8_t)bits;
        made->any |= (uint8_t)bits;
        for (unsigned bit = 0; bit < BRANCH_BITS; bit++)
            made->having[bit][i / PART_ROWS] |= (uint64_t)(bits >> bit & 1) << (i % PART_ROWS);
    }
    return made;
}

static void tallies_release(void *self)
{
    struct tallies *tallies = self;

    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++)
        free(tallies->of[kind]);
    free(tallies);
}

struct tallies *tallies_make(const struct dictionary *const *dictionaries, const struct tallies *old)
{
    struct tallies *tallies = heap_calloc(1, sizeof(*tallies));

    tallies->shared = (struct shared){ 1, tallies_release };
    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++) {
        tallies->count[kind] = dictionaries[kind]->count;
        tallies->of[kind] = heap_calloc(tallies->count[kind], sizeof(struct tally));
        if (old != NULL)
            memcpy(tallies->of[kind], old->of[kind], old->count[kind] * sizeof(struct tally));
    }
    return tallies;
}

struct portion {
    struct tallies *tallies;
    uint32_t sign; /* 1, or all ones to take away */
};

static void tally_one(const struct portion *portion, enum directory_kind kind, uint32_t index,
                      struct tally add)
{
    if (index == DIRECTORY_NONE)
        return;

    struct tally *tally = &portion->tallies->of[kind][index];

    tally->branches += add.branches * portion->sign;
    tally->points += add.points * portion->sign;
    tally->usable += add.usable * portion->sign;
}

static void tally_set(const struct portion *portion, enum directory_kind kind,
                      const struct directory_set *set, struct tally add)
{
    for (uint32_t word = 0; word < DIRECTORY_SET_MAX / 64; word++) {
        for (uint64_t bits = set->words[word]; bits != 0; bits &= bits - 1)
            tally_one(portion, kind, word * 64 + (uint32_t)__builtin_ctzll(bits), add);
    }
}

static void set_join(struct directory_set *into, const struct directory_set *from)
{
    for (uint32_t word = 0; word < DIRECTORY_SET_MAX / 64; word++)
        into->words[word] |= from->words[word];
}

static bool utility_seen(const struct block *block, uint32_t first, uint32_t p)
{
    for (uint32_t i = first; i < p; i++) {
        if (block->points[i]->utility == block->points[p]->utility)
            return true;
    }
    return false;
}

void tallies_add(struct tallies *tallies, const struct block *block, const struct block_minute *minute,
                 bool subtract)
{
    const struct portion portion = { tallies, subtract ? UINT32_MAX : 1 };

    for (uint32_t i = 0; i < block->count; i++) {
        struct directory_set services = { 0 }, equipment = { 0 }, languages = { 0 };
        struct tally whole = { .branches = 1 };

        for (uint32_t p = block->first_point[i]; p < block->first_point[i + 1]; p++) {
            const struct point_row *point = block->points[p];
            struct tally one = { .points = 1, .usable = (minute->points[p] & POINT_USABLE) != 0 };

            whole.points++;
            whole.usable += one.usable;
            set_join(&services, &point->services);
            set_join(&equipment, &point->equipment);
            set_join(&languages, &point->languages);
            tally_set(&portion, DIRECTORY_SERVICE, &point->services, one);
            tally_set(&portion, DIRECTORY_EQUIPMENT, &point->equipment, one);
            tally_set(&portion, DIRECTORY_LANGUAGE, &point->languages, one);
            one.branches = !utility_seen(block, block->first_point[i], p);
            tally_one(&portion, DIRECTORY_ORGANIZATION, point->utility, one);
        }
        tally_one(&portion, DIRECTORY_LIBRARY, block->library[i], whole);
        tally_one(&portion, DIRECTORY_MUNICIPALITY, block->municipality[i], whole);
        tally_set(&portion, DIRECTORY_SERVICE, &services, (struct tally){ .branches = 1 });
        tally_set(&portion, DIRECTORY_EQUIPMENT, &equipment, (struct tally){ .branches = 1 });
        tally_set(&portion, DIRECTORY_LANGUAGE, &languages, (struct tally){ .branches = 1 });
    }
}

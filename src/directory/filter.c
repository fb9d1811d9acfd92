/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rows match a query. Cheap tests first: bits of the minute, columns of the block; the rows themselves
 * are looked at last, since each is a cache miss.
 */
#include "scan.h"

#include "branchlight/clock.h"

static struct moment moment_at(const struct scan *scan, bool wanted, int64_t instant)
{
    struct moment moment = { .wanted = wanted, .now = true, .minute = scan->snapshot->minute };

    if (wanted && instant != DIRECTORY_NOW) {
        moment.minute = clock_minute_of(instant);
        moment.now = moment.minute == scan->snapshot->minute;
    }
    if (!moment.now)
        moment.seen = arena_calloc(scan->arena, scan->snapshot->schedule_ids, 1);
    return moment;
}

void filter_prepare(struct scan *scan)
{
    const struct directory_query *query = scan->query;
    const int64_t assisted_at = query->has_usable ? query->usable_at
                                : query->has_open ? query->open_at
                                                  : DIRECTORY_NOW;

    scan->open = moment_at(scan, query->has_open, query->open_at);
    scan->usable = moment_at(scan, query->has_usable, query->usable_at);
    scan->assisted = moment_at(scan, query->assisted, assisted_at);
    scan->point_filters = query->utility != DIRECTORY_NONE || query->service != DIRECTORY_NONE ||
                          query->language != DIRECTORY_NONE || query->statuses != 0 || query->has_usable ||
                          query->assisted || query->group != GROUP_ANY;
    if (scan->open.wanted && scan->open.now)
        scan->needs |= BRANCH_REACHABLE;
    if ((scan->usable.wanted && scan->usable.now) || query->group == GROUP_USABLE)
        scan->needs |= BRANCH_USABLE;
    if (scan->assisted.wanted && scan->assisted.now)
        scan->needs |= BRANCH_ASSISTED;
    scan->only = query->branch;
    if (query->branch_code.length > 0)
        scan->only = branch_find(scan->snapshot, query->branch_code);
}

static enum directory_open open_at(const struct moment *moment, const struct schedule *schedule)
{
    if (schedule == NULL)
        return OPEN_UNKNOWN;
    if (moment->seen == NULL)
        return schedule_open(schedule, moment->minute);
    if (moment->seen[schedule->id] == 0)
        moment->seen[schedule->id] = (uint8_t)(schedule_open(schedule, moment->minute) + 1);
    return (enum directory_open)(moment->seen[schedule->id] - 1);
}

static bool bit_may(uint64_t bits, uint32_t index)
{
    return index == DIRECTORY_NONE || (bits >> (index % 64) & 1) != 0;
}

/* Indexes above 63 share the last bit of a block's union. */
static bool union_may(uint64_t bits, uint32_t index)
{
    return index == DIRECTORY_NONE || (bits >> (index < 63 ? index : 63) & 1) != 0;
}

bool filter_block(const struct scan *scan, uint32_t b)
{
    const struct directory_query *query = scan->query;
    const struct block *block = scan->snapshot->blocks[b];

    if (block->count == 0 || (scan->snapshot->minutes[b]->any & scan->needs) != scan->needs)
        return false;
    if (!bit_may(block->municipalities, query->municipality) || !bit_may(block->libraries, query->library) ||
        !bit_may(block->utilities, query->utility))
        return false;
    if (!union_may(block->services, query->service) || !union_may(block->languages, query->language))
        return false;
    if (query->has_bbox &&
        (block->ball.radius < 0 || block->south > query->north || block->north < query->south))
        return false;
    return scan->match == NULL || scan->match->blocks[b] != 0;
}

static bool in_box(const struct directory_query *query, const struct branch_row *row)
{
    if (!row->located || row->latitude < query->south || row->latitude > query->north)
        return false;
    if (query->west <= query->east)
        return row->longitude >= query->west && row->longitude <= query->east;
    return row->longitude >= query->west || row->longitude <= query->east;
}

bool filter_branch(const struct scan *scan, uint32_t b, uint32_t slot)
{
    const struct directory_query *query = scan->query;
    const struct block *block = scan->snapshot->blocks[b];

    if ((scan->snapshot->minutes[b]->branch[slot] & scan->needs) != scan->needs)
        return false;
    if (query->municipality != DIRECTORY_NONE && block->municipality[slot] != query->municipality)
        return false;
    if (query->library != DIRECTORY_NONE && block->library[slot] != query->library)
        return false;
    if (query->step_free && (block->step_free[slot / 64] >> (slot % 64) & 1) == 0)
        return false;
    return !query->has_bbox || in_box(query, block->rows[slot]);
}

bool filter_building(const struct scan *scan, uint32_t b, uint32_t slot)
{
    if (!scan->open.wanted)
        return true;
    if (scan->open.now)
        return (scan->snapshot->minutes[b]->branch[slot] & BRANCH_OPEN) != 0;
    return open_at(&scan->open, scan->snapshot->blocks[b]->rows[slot]->hours) == OPEN_YES;
}

static bool point_open(const struct moment *moment, const struct block *block, uint32_t slot, uint32_t p)
{
    return open_at(moment, access_hours(block->rows[slot], block->points[p])) == OPEN_YES;
}

static bool usable_at(const struct scan *scan, const struct block *block, uint32_t slot, uint32_t p)
{
    const enum point_status status =
        point_status_at(block->points[p], scan->usable.minute, scan->snapshot->minute);

    return point_serves(block->rows[slot], block->points[p], status) &&
           point_open(&scan->usable, block, slot, p);
}

static bool has_entry(uint64_t column, const struct directory_set *set, uint32_t index)
{
    return index < 64 ? (column >> index & 1) != 0 : directory_set_has(set, index);
}

bool filter_point(const struct scan *scan, uint32_t b, uint32_t slot, uint32_t p)
{
    const struct directory_query *query = scan->query;
    const struct block *block = scan->snapshot->blocks[b];
    const struct point_column *column = &block->columns[p];
    const unsigned bits = scan->snapshot->minutes[b]->points[p];

    if (query->utility != DIRECTORY_NONE && block->utility[p] != query->utility)
        return false;
    if (query->statuses != 0 && (query->statuses >> (bits & POINT_STATUS) & 1) == 0)
        return false;
    if (scan->usable.wanted &&
        !(scan->usable.now ? (bits & POINT_USABLE) != 0 : usable_at(scan, block, slot, p)))
        return false;
    if (query->group != GROUP_ANY && ((bits & POINT_USABLE) != 0) != (query->group == GROUP_USABLE))
        return false;
    if (query->service != DIRECTORY_NONE &&
        !has_entry(column->services, &block->points[p]->services, query->service))
        return false;
    if (query->language != DIRECTORY_NONE &&
        !has_entry(column->languages, &block->points[p]->languages, query->language))
        return false;
    if (scan->assisted.wanted) {
        const struct point_row *row = block->points[p];
        const bool assisted =
            scan->assisted.now
                ? (bits & POINT_ASSISTED) != 0
                : point_assists(row, open_at(&scan->assisted, row->adviser),
                                open_at(&scan->assisted, block->rows[slot]->hours), scan->assisted.minute);

        if (!assisted)
            return false;
    }
    if (!scan->open.wanted || (!query->points && filter_building(scan, b, slot)))
        return true;
    return scan->open.now ? (bits & POINT_OPEN) != 0 : point_open(&scan->open, block, slot, p);
}

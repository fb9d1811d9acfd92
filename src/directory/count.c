/* SPDX-License-Identifier: Apache-2.0
 *
 * How many points match: a scan like any other, but in the order of memory, without a heap, and over as soon
 * as there are more than anybody wants to know. */
#include "scan.h"

struct counting {
    struct scan scan;
    struct directory_tally *tally;
    uint32_t limit;
};

static void count_point(struct counting *counting, unsigned bits)
{
    struct directory_tally *const tally = counting->tally;

    if (tally->count == counting->limit) {
        tally->more = true;
        return;
    }
    tally->count++;
    tally->active += (bits & POINT_IN_USE) != 0;
    tally->status[bits & POINT_STATUS]++;
    tally->usable += (bits & POINT_USABLE) != 0;
    tally->assisted += (bits & POINT_USABLE) != 0 && (bits & POINT_ASSISTED) != 0;
}

static void count_branch(struct counting *counting, uint32_t b, uint32_t slot)
{
    const struct scan *const scan = &counting->scan;
    const struct block *const block = scan->snapshot->blocks[b];
    const uint8_t *const points = scan->snapshot->minutes[b]->points;

    if (scan->farthest < INFINITY && squared_chord(scan->origin, block, slot) > scan->farthest)
        return;
    if (!filter_branch(scan, b, slot))
        return;
    for (uint32_t p = block->first_point[slot]; p < block->first_point[slot + 1] && !counting->tally->more;
         p++)
        if (filter_point(scan, b, slot, p) && relevance(scan, b, slot, p) > 0)
            count_point(counting, points[p]);
}

static void count_all(struct counting *counting)
{
    const struct snapshot *const snapshot = counting->scan.snapshot;

    if (counting->scan.match != NULL && counting->scan.match->hopeless)
        return;
    for (uint32_t b = 0; b < snapshot->block_count && !counting->tally->more; b++) {
        if (!filter_block(&counting->scan, b))
            continue;
        for (uint32_t slot = 0; slot < snapshot->blocks[b]->count && !counting->tally->more; slot++)
            count_branch(counting, b, slot);
    }
}

void directory_count_points(const struct snapshot *snapshot, struct arena *arena,
                            const struct directory_query *query, uint32_t limit,
                            struct directory_tally *ret_tally)
{
    struct counting counting = {
        .scan = { .snapshot = snapshot, .query = query, .arena = arena, .farthest = INFINITY },
        .tally = ret_tally,
        .limit = limit,
    };

    *ret_tally = (struct directory_tally){ 0 };
    if (query->nothing)
        return;
    filter_prepare(&counting.scan);
    if (query->has_near) {
        unit_vector(query->latitude, query->longitude, counting.scan.origin);
        if (query->radius > 0)
            counting.scan.farthest = chord_of(query->radius);
    }
    if (query->q.length > 0)
        counting.scan.match = match_make(snapshot, arena, query->q, false);
    count_all(&counting);
    if (ret_tally->count > 0 || counting.scan.match == NULL || !counting.scan.match->strict)
        return;
    counting.scan.match = match_make(snapshot, arena, query->q, true);
    count_all(&counting);
}

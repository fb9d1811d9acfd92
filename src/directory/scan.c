/* SPDX-License-Identifier: Apache-2.0
 *
 * Scans: blocks that can't hold an answer are skipped, the rest are read through, and a heap keeps the best
 * rows. For the nearest, blocks come in the order of the least distance they can hold (chords obey the
 * triangle inequality), so the scan ends as soon as the heap is nearer than all that remain.
 */
#include "scan.h"

#include <string.h>

enum { WALK_MAX = 4096 };

void directory_query_init(struct directory_query *ret_query)
{
    *ret_query = (struct directory_query){ .municipality = DIRECTORY_NONE,
                                           .library = DIRECTORY_NONE,
                                           .utility = DIRECTORY_NONE,
                                           .service = DIRECTORY_NONE,
                                           .language = DIRECTORY_NONE,
                                           .branch = DIRECTORY_NONE,
                                           .limit = 20 };
}

static struct candidate candidate_of(const struct best *best, uint32_t location, uint32_t point,
                                     double distance, unsigned score)
{
    const uint32_t rank = best->scan.snapshot->names->rank[location];
    struct candidate row = { .branch = location, .point = point };

    if (best->scan.query->sort == SORT_DISTANCE) {
        row.key = distance;
    } else {
        row.key = best->scan.query->sort == SORT_RELEVANCE ? -(double)score : 0;
        row.rank = rank;
    }
    return row;
}

static void offer_points(struct best *best, uint32_t b, uint32_t slot, double distance)
{
    const struct block *block = best->scan.snapshot->blocks[b];

    for (uint32_t p = block->first_point[slot]; p < block->first_point[slot + 1]; p++) {
        const unsigned score = filter_point(&best->scan, b, slot, p) ? relevance(&best->scan, b, slot, p) : 0;

        if (score == 0)
            continue;

        const struct candidate row =
            candidate_of(best, location_of(b, slot), p - block->first_point[slot], distance, score);

        best_offer(best, &row);
    }
}

/* A branch by itself, or (with filters on points, or words that only a point has) by the best of its points
 * that meet all. */
static unsigned branch_score(const struct scan *scan, uint32_t b, uint32_t slot)
{
    const struct block *block = scan->snapshot->blocks[b];
    unsigned score = 0;

    if (!scan->point_filters && filter_building(scan, b, slot))
        score = relevance(scan, b, slot, DIRECTORY_NONE);
    if (score > 0)
        return score;
    for (uint32_t p = block->first_point[slot]; p < block->first_point[slot + 1]; p++) {
        const unsigned one = filter_point(scan, b, slot, p) ? relevance(scan, b, slot, p) : 0;

        score = one > score ? one : score;
        if (score > 0 && scan->match == NULL)
            break;
    }
    return score;
}

static void offer_branch(struct best *best, uint32_t b, uint32_t slot, double distance)
{
    const unsigned score = branch_score(&best->scan, b, slot);

    if (score == 0)
        return;

    const struct candidate row = candidate_of(best, location_of(b, slot), DIRECTORY_NONE, distance, score);

    best_offer(best, &row);
}

/* Beyond this squared chord a row can't be among the best. */
static double beyond(const struct best *best)
{
    const bool full = best->by_distance && best->count == best->capacity;

    return full && best->heap[0].key < best->scan.farthest ? best->heap[0].key : best->scan.farthest;
}

static void scan_row(struct best *best, uint32_t b, uint32_t slot, double distance)
{
    if (distance > beyond(best) || !filter_branch(&best->scan, b, slot))
        return;
    if (best->scan.query->points)
        offer_points(best, b, slot, distance);
    else
        offer_branch(best, b, slot, distance);
}

static double distance_of(const struct scan *scan, uint32_t b, uint32_t slot)
{
    return scan->query->has_near ? squared_chord(scan->origin, scan->snapshot->blocks[b], slot) : 0;
}

/* Distances of a whole block in one loop without branches, which compilers turn into vectors. */
static void distances_of(const struct scan *scan, const struct block *block, double ret_distances[BLOCK_ROWS])
{
    for (uint32_t slot = 0; slot < BLOCK_ROWS; slot++)
        ret_distances[slot] = squared_chord(scan->origin, block, slot);
}

/* Whether rows of at most that relevance and at least that rank can't be among the best. */
static bool behind(const struct best *best, uint32_t bound, uint32_t rank)
{
    return (bound < best->least) | ((bound <= best->tie) & (rank > best->rank));
}

static void scan_block(struct best *best, uint32_t b)
{
    const struct scan *scan = &best->scan;
    const struct block *block = scan->snapshot->blocks[b];
    const uint8_t *bits = scan->snapshot->minutes[b]->branch;
    double distances[BLOCK_ROWS] = { 0 };
    uint16_t bounds[BLOCK_ROWS] = { 0 };
    const uint32_t *ranks = &scan->snapshot->names->rank[location_of(b, 0)];

    if (scan->match != NULL && behind(best, scan->match->blocks[b], scan->snapshot->names->first[b]))
        return;
    if (!filter_block(scan, b))
        return;
    if (scan->query->has_near)
        distances_of(scan, block, distances);
    if (scan->match != NULL)
        relevance_bounds(scan, b, bounds);
    for (uint32_t slot = 0; slot < block->count; slot++) {
        const bool needed = (bits[slot] & scan->needs) == scan->needs;

        if (needed && (scan->match == NULL || !behind(best, bounds[slot], ranks[slot])))
            scan_row(best, b, slot, distances[slot]);
    }
}

struct reach {
    double least; /* squared chord that no row of the block is below */
    uint32_t block;
};

static double least_of(const double origin[3], const struct block *block)
{
    const double dx = block->centre[0] - origin[0], dy = block->centre[1] - origin[1],
                 dz = block->centre[2] - origin[2];
    const double least = sqrt(dx * dx + dy * dy + dz * dz) - block->radius;

    if (block->radius < 0)
        return INFINITY;
    return least > 0 ? least * least * (1 - 1e-12) : 0;
}

static void reach_down(struct reach *heap, uint32_t count, uint32_t at)
{
    const struct reach moved = heap[at];

    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1].least < heap[child].least)
            child++;
        if (moved.least <= heap[child].least)
            break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

/* Blocks in the order of the least distance they can hold, until that is beyond the worst row kept. */
static void scan_near(struct best *best)
{
    const struct snapshot *snapshot = best->scan.snapshot;
    struct reach *heap = arena_alloc(best->scan.arena, snapshot->block_count * sizeof(*heap));
    uint32_t count = 0;

    for (uint32_t b = 0; b < snapshot->block_count; b++) {
        const double least = least_of(best->scan.origin, snapshot->blocks[b]);

        if (least <= best->scan.farthest)
            heap[count++] = (struct reach){ least, b };
    }
    for (uint32_t i = count / 2; i-- > 0;)
        reach_down(heap, count, i);
    while (count > 0) {
        const struct reach next = heap[0];

        if (best->by_distance && best->count == best->capacity && next.least > best->heap[0].key)
            return;
        scan_block(best, next.block);
        heap[0] = heap[--count];
        reach_down(heap, count, 0);
    }
}

/* In the order of names without words: along that order until the page is full. Each row is a cache miss, so
 * after some thousand that don't match the blocks are the better way. True: that was all. */
static bool walk_names(struct best *best)
{
    const struct names *names = best->scan.snapshot->names;
    const uint32_t first = best->scan.query->has_after ? best->after.rank : 0;

    for (uint32_t i = first; i < names->count; i++) {
        const uint32_t location = names->by_name[i];

        if (best->count == best->capacity && names->rank[location] > best->heap[0].rank)
            return true;
        if (i - first == WALK_MAX)
            break;
        if (filter_block(&best->scan, location >> 8))
            scan_row(best, location >> 8, location & 255,
                     distance_of(&best->scan, location >> 8, location & 255));
    }
    if (names->count - first <= WALK_MAX)
        return true;
    best->count = 0;
    return false;
}

/* Whether the rows lie together in few blocks, so that walking along the names would look at all others
 * first. */
static bool gathered(const struct directory_query *query)
{
    return query->municipality != DIRECTORY_NONE || query->library != DIRECTORY_NONE || query->has_bbox;
}

static void scan_all(struct best *best)
{
    if (best->scan.query->nothing || (best->scan.match != NULL && best->scan.match->hopeless))
        return;
    if (best->scan.only != DIRECTORY_NONE) {
        if (filter_block(&best->scan, best->scan.only >> 8))
            scan_row(best, best->scan.only >> 8, best->scan.only & 255,
                     distance_of(&best->scan, best->scan.only >> 8, best->scan.only & 255));
    } else if (best->scan.query->has_near) {
        scan_near(best);
    } else if (best->scan.query->sort != SORT_NAME || best->scan.match != NULL ||
               gathered(best->scan.query) || !walk_names(best)) {
        for (uint32_t b = 0; b < best->scan.snapshot->block_count; b++)
            scan_block(best, b);
    }
}

struct directory_result directory_search(const struct snapshot *snapshot, struct arena *arena,
                                         const struct directory_query *query)
{
    struct best best = {
        .scan = { .snapshot = snapshot, .query = query, .arena = arena, .farthest = INFINITY },
        .least = 1,
        .rank = UINT32_MAX
    };

    best.by_distance = query->sort == SORT_DISTANCE;
    best.capacity = query->limit + 1;
    best.heap = arena_alloc(arena, best.capacity * sizeof(*best.heap));
    filter_prepare(&best.scan);
    if (query->has_near) {
        unit_vector(query->latitude, query->longitude, best.scan.origin);
        if (query->radius > 0)
            best.scan.farthest = chord_of(query->radius);
    }
    if (query->has_after)
        best_place_after(&best);
    if ((query->branch != DIRECTORY_NONE || query->branch_code.length > 0) &&
        best.scan.only == DIRECTORY_NONE)
        return (struct directory_result){ 0 };
    if (query->q.length == 0) {
        scan_all(&best);
        return best_result(&best);
    }

    const struct match *strict = match_make(snapshot, arena, query->q, false);

    best.scan.match = strict;
    scan_all(&best);
    if (best.matched || !strict->strict)
        return best_result(&best);
    best.scan.match = match_make(snapshot, arena, query->q, true);
    scan_all(&best);

    struct directory_result result = best_result(&best);

    result.by_typos = true;
    return result;
}

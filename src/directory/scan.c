/* SPDX-License-Identifier: Apache-2.0
 *
 * Scans: blocks that can't hold an answer are skipped, the rest are read through, and a heap keeps the best
 * rows. For the nearest, blocks come in the order of the least distance they can hold (chords obey the
 * triangle inequality), so the scan ends as soon as the heap is nearer than all that remain. Distances are
 * squared chords between unit vectors: exact to millimetres near by, and the same for the same two places, so
 * that ties are ties.
 */
#include "scan.h"

#include <string.h>

static const double EARTH_RADIUS = 6371008.8; /* metres; mean radius, IUGG */

enum { WALK_MAX = 4096 };

struct best {
    struct scan scan;
    struct candidate *heap; /* the worst on top */
    uint32_t count, capacity;
    bool matched; /* some row met all filters, whatever `after` says */
    bool by_distance;
    struct candidate after; /* key and rank; its code is the query's */
    bool between;           /* the position's name is gone: rows of that rank follow it all */
};

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

static struct span code_of(const struct snapshot *snapshot, uint32_t branch, uint32_t point)
{
    const struct block *block = snapshot->blocks[branch >> 8];
    const uint32_t slot = branch & 255;

    return point == DIRECTORY_NONE ? block->rows[slot]->code
                                   : block->points[block->first_point[slot] + point]->code;
}

/* Total order: key, then rank, then code. */
static int order(const struct snapshot *snapshot, const struct candidate *a, const struct candidate *b)
{
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return span_compare(code_of(snapshot, a->branch, a->point), code_of(snapshot, b->branch, b->point));
}

static bool follows(const struct best *best, const struct candidate *row)
{
    const struct directory_query *query = best->scan.query;

    if (!query->has_after)
        return true;
    if (row->key != best->after.key)
        return row->key > best->after.key;
    if (row->rank != best->after.rank)
        return row->rank > best->after.rank;
    if (best->between)
        return true;
    return span_compare(code_of(best->scan.snapshot, row->branch, row->point), query->after.code) > 0;
}

static void sift_down(struct best *best, uint32_t at)
{
    const struct candidate moved = best->heap[at];

    for (uint32_t child; (child = 2 * at + 1) < best->count; at = child) {
        if (child + 1 < best->count &&
            order(best->scan.snapshot, &best->heap[child], &best->heap[child + 1]) < 0)
            child++;
        if (order(best->scan.snapshot, &moved, &best->heap[child]) >= 0)
            break;
        best->heap[at] = best->heap[child];
    }
    best->heap[at] = moved;
}

static void offer(struct best *best, const struct candidate *row)
{
    best->matched = true;
    if (!follows(best, row))
        return;
    if (best->count == best->capacity) {
        if (order(best->scan.snapshot, row, &best->heap[0]) >= 0)
            return;
        best->heap[0] = *row;
        sift_down(best, 0);
        return;
    }

    uint32_t at = best->count++;

    for (; at > 0 && order(best->scan.snapshot, &best->heap[(at - 1) / 2], row) < 0; at = (at - 1) / 2)
        best->heap[at] = best->heap[(at - 1) / 2];
    best->heap[at] = *row;
}

static double squared_chord(const double origin[3], const struct block *block, uint32_t slot)
{
    const double dx = block->x[slot] - origin[0], dy = block->y[slot] - origin[1],
                 dz = block->z[slot] - origin[2];

    return dx * dx + dy * dy + dz * dz;
}

static double metres_of(double squared)
{
    return 2 * EARTH_RADIUS * asin(fmin(1, sqrt(squared) / 2));
}

double metres_between(const double origin[3], const struct block *block, uint32_t slot)
{
    return metres_of(squared_chord(origin, block, slot));
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

        offer(best, &row);
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

    offer(best, &row);
}

static void scan_row(struct best *best, uint32_t b, uint32_t slot)
{
    const struct scan *scan = &best->scan;
    double distance = 0;

    if (scan->query->has_near) {
        distance = squared_chord(scan->origin, scan->snapshot->blocks[b], slot);
        if (distance > scan->farthest)
            return;
        if (best->by_distance && best->count == best->capacity && distance > best->heap[0].key)
            return;
    }
    if (!filter_branch(scan, b, slot))
        return;
    if (scan->query->points)
        offer_points(best, b, slot, distance);
    else
        offer_branch(best, b, slot, distance);
}

static void scan_block(struct best *best, uint32_t b)
{
    const uint32_t count = best->scan.snapshot->blocks[b]->count;

    if (!filter_block(&best->scan, b))
        return;
    for (uint32_t slot = 0; slot < count; slot++)
        scan_row(best, b, slot);
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
            scan_row(best, location >> 8, location & 255);
    }
    if (names->count - first <= WALK_MAX)
        return true;
    best->count = 0;
    return false;
}

static void scan_all(struct best *best)
{
    if (best->scan.query->nothing || (best->scan.match != NULL && best->scan.match->hopeless))
        return;
    if (best->scan.only != DIRECTORY_NONE) {
        if (filter_block(&best->scan, best->scan.only >> 8))
            scan_row(best, best->scan.only >> 8, best->scan.only & 255);
    } else if (best->scan.query->has_near) {
        scan_near(best);
    } else if (best->scan.query->sort != SORT_NAME || best->scan.match != NULL || !walk_names(best)) {
        for (uint32_t b = 0; b < best->scan.snapshot->block_count; b++)
            scan_block(best, b);
    }
}

/* The rank that the position's name has now: names may have come and gone since. */
static void place_after(struct best *best)
{
    const struct directory_position *after = &best->scan.query->after;
    const struct snapshot *snapshot = best->scan.snapshot;
    const struct names *names = snapshot->names;
    uint32_t low = 0, high = names->count;

    best->after.key = best->scan.query->sort == SORT_NAME ? 0 : after->key;
    if (best->by_distance)
        return;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2, location = names->by_name[middle];

        if (span_compare(snapshot->blocks[location >> 8]->rows[location & 255]->sort_key, after->name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    best->after.rank = low;
    if (low < names->count) {
        const uint32_t location = names->by_name[low];

        if (span_equal(snapshot->blocks[location >> 8]->rows[location & 255]->sort_key, after->name))
            return;
    }
    best->between = true;
}

static struct directory_result result_of(struct best *best)
{
    const uint32_t found = best->count;
    const unsigned limit = best->scan.query->limit;
    const uint32_t kept = found > limit ? limit : found;
    struct directory_hit *hits = arena_alloc(best->scan.arena, (kept + 1) * sizeof(*hits));

    while (best->count > 0) {
        const struct candidate row = best->heap[0];

        best->heap[0] = best->heap[--best->count];
        if (best->count > 0)
            sift_down(best, 0);
        if (best->count >= kept)
            continue;

        struct directory_hit *hit = &hits[best->count];

        *hit = (struct directory_hit){ .branch = row.branch, .point = row.point, .key = row.key };
        if (best->scan.query->has_near) {
            const double chord = squared_chord(
                best->scan.origin, best->scan.snapshot->blocks[row.branch >> 8], row.branch & 255);

            hit->has_distance = chord < INFINITY;
            hit->distance = hit->has_distance ? metres_of(chord) : 0;
        }
    }
    return (struct directory_result){ hits, kept, found > limit };
}

static double chord_of(double metres)
{
    const double angle = metres / EARTH_RADIUS;
    const double chord = angle >= 3.14159265358979323846 ? 2 : 2 * sin(angle / 2);

    return chord * chord;
}

struct directory_result directory_search(const struct snapshot *snapshot, struct arena *arena,
                                         const struct directory_query *query)
{
    struct best best = { .scan = {
                             .snapshot = snapshot, .query = query, .arena = arena, .farthest = INFINITY } };

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
        place_after(&best);
    if ((query->branch != DIRECTORY_NONE || query->branch_code.length > 0) &&
        best.scan.only == DIRECTORY_NONE)
        return (struct directory_result){ NULL, 0, false };
    if (query->q.length == 0) {
        scan_all(&best);
        return result_of(&best);
    }

    const struct match *strict = match_make(snapshot, arena, query->q, false);

    best.scan.match = strict;
    scan_all(&best);
    if (!best.matched && strict->strict) {
        best.scan.match = match_make(snapshot, arena, query->q, true);
        scan_all(&best);
    }
    return result_of(&best);
}

struct directory_position directory_position(const struct snapshot *snapshot,
                                             const struct directory_query *query,
                                             const struct directory_hit *hit)
{
    const struct block *block = snapshot->blocks[hit->branch >> 8];
    struct directory_position position = { .sort = query->sort,
                                           .code = code_of(snapshot, hit->branch, hit->point) };

    if (query->sort != SORT_NAME)
        position.key = hit->key;
    if (query->sort != SORT_DISTANCE)
        position.name = block->rows[hit->branch & 255]->sort_key;
    return position;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Scans: blocks that can't hold an answer are skipped, the rest are read through. For the nearest, blocks
 * come in the order of the least distance they can hold (chords obey the triangle inequality), so the scan
 * ends as soon as the rows kept are nearer than all that remain.
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
    struct candidate row = { .branch = location, .point = point };

    if (best->scan.query->sort == SORT_DISTANCE) {
        row.key = distance;
    } else {
        row.key = best->scan.query->sort == SORT_RELEVANCE ? -(double)score : 0;
        row.rank = best->scan.snapshot->names->rank[location];
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

static void scan_row(struct best *best, uint32_t b, uint32_t slot, double distance)
{
    if (distance > best->scan.farthest || !filter_branch(&best->scan, b, slot))
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

/* Whether rows of at most that relevance and at least that rank can't be among the best. */
static bool behind(const struct best *best, uint32_t bound, uint32_t rank)
{
    return (bound < best->least) | ((bound <= best->tie) & (rank > best->rank));
}

/* The rows of a part of the block that have the bits needed. */
static uint64_t rows_needed(const struct scan *scan, uint32_t b, uint32_t part)
{
    const uint32_t count = scan->snapshot->blocks[b]->count, first = part * PART_ROWS;
    uint64_t rows = count >= first + PART_ROWS ? UINT64_MAX
                    : count > first            ? (UINT64_C(1) << (count - first)) - 1
                                               : 0;

    for (unsigned needs = scan->needs; needs != 0; needs &= needs - 1)
        rows &= scan->snapshot->minutes[b]->having[__builtin_ctz(needs)][part];
    return rows;
}

static void scan_part(struct best *best, uint32_t b, uint32_t part)
{
    for (uint64_t rows = rows_needed(&best->scan, b, part); rows != 0; rows &= rows - 1) {
        const uint32_t slot = part * PART_ROWS + (uint32_t)__builtin_ctzll(rows);

        scan_row(best, b, slot, distance_of(&best->scan, b, slot));
    }
}

/* All distances of the part at once, in plain loops that the compiler turns into vectors: most rows are too
 * far away, and to find that out one by one is a branch that is often mispredicted. */
static void scan_part_near(struct best *best, uint32_t b, uint32_t part)
{
    const struct block *block = best->scan.snapshot->blocks[b];
    const double *x = &block->x[part * PART_ROWS], *y = &block->y[part * PART_ROWS],
                 *z = &block->z[part * PART_ROWS], *origin = best->scan.origin;
    double away[PART_ROWS];
    uint64_t near = 0;

    for (unsigned i = 0; i < PART_ROWS; i++) {
        const double dx = x[i] - origin[0], dy = y[i] - origin[1], dz = z[i] - origin[2];

        away[i] = dx * dx + dy * dy + dz * dz;
    }
    for (unsigned i = 0; i < PART_ROWS; i++)
        near |= (uint64_t)(away[i] <= best->scan.farthest) << i;
    for (uint64_t rows = near & rows_needed(&best->scan, b, part); rows != 0; rows &= rows - 1) {
        const uint32_t i = (uint32_t)__builtin_ctzll(rows);

        scan_row(best, b, part * PART_ROWS + i, away[i]);
    }
}

static void scan_part_matching(struct best *best, uint32_t b, uint32_t part,
                               const uint16_t bounds[BLOCK_ROWS])
{
    const uint32_t *ranks = &best->scan.snapshot->names->rank[location_of(b, 0)];

    for (uint64_t rows = rows_needed(&best->scan, b, part); rows != 0; rows &= rows - 1) {
        const uint32_t slot = part * PART_ROWS + (uint32_t)__builtin_ctzll(rows);

        if (!behind(best, bounds[slot], ranks[slot]))
            scan_row(best, b, slot, distance_of(&best->scan, b, slot));
    }
}

/* Squared chord that no row in the ball is below. */
static double least_of(double away, const struct ball *ball)
{
    const double least = sqrt(away) - ball->radius;

    return least > 0 ? least * least * (1 - 1e-12) : 0;
}

/* The nearest part first: what it holds keeps rows of the others from being looked at. */
static void scan_block_near(struct best *best, uint32_t b)
{
    const struct ball *parts = best->scan.snapshot->blocks[b]->parts;
    double away[BLOCK_PARTS];
    uint32_t nearest = 0;

    for (uint32_t part = 0; part < BLOCK_PARTS; part++) {
        away[part] = ball_away(best->scan.origin, &parts[part]);
        nearest = away[part] < away[nearest] ? part : nearest;
    }
    for (uint32_t i = 0; i < BLOCK_PARTS; i++) {
        const uint32_t part = (nearest + i) % BLOCK_PARTS;

        if (least_of(away[part], &parts[part]) <= best->scan.farthest)
            scan_part_near(best, b, part);
    }
}

static void scan_block(struct best *best, uint32_t b)
{
    const struct scan *scan = &best->scan;
    uint16_t bounds[BLOCK_ROWS];

    if (scan->match != NULL && behind(best, scan->match->blocks[b], scan->snapshot->names->first[b]))
        return;
    if (!filter_block(scan, b))
        return;
    if (scan->match == NULL && scan->query->has_near) {
        scan_block_near(best, b);
        return;
    }
    if (scan->match != NULL)
        relevance_bounds(scan, b, bounds);
    for (uint32_t part = 0; part < BLOCK_PARTS; part++) {
        if (scan->match != NULL)
            scan_part_matching(best, b, part, bounds);
        else
            scan_part(best, b, part);
    }
}

struct reach {
    double least; /* squared chord that no row of the block is below */
    uint32_t block;
};

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

/* The one with the nearest centre from `first` to before `end`; DIRECTORY_NONE where no row has a place. */
static uint32_t nearest_of(const double origin[3], const struct ball *balls, uint32_t first, uint32_t end)
{
    uint32_t nearest = DIRECTORY_NONE;
    double least = INFINITY;

    for (uint32_t i = first; i < end; i++) {
        const double away = ball_away(origin, &balls[i]);

        if (away < least) {
            least = away;
            nearest = i;
        }
    }
    return nearest;
}

static uint32_t group_end(const struct snapshot *snapshot, uint32_t group)
{
    const uint32_t end = (group + 1) * BALL_GROUP;

    return end < snapshot->block_count ? end : snapshot->block_count;
}

/* A block around the origin, or nearly. */
static uint32_t block_around(const struct scan *scan)
{
    const struct snapshot *snapshot = scan->snapshot;
    const uint32_t group = nearest_of(scan->origin, snapshot->groups, 0, ball_groups(snapshot->block_count));

    return group == DIRECTORY_NONE
               ? DIRECTORY_NONE
               : nearest_of(scan->origin, snapshot->balls, group * BALL_GROUP, group_end(snapshot, group));
}

/* Whether a ball may hold a row within that chord. While that is without end, one without any place may, too.
 */
static bool reaches(const struct ball *ball, double away, double chord)
{
    return away <= (chord + ball->radius) * (chord + ball->radius);
}

/* The blocks other than `done` that may hold a row as near as the worst one kept; how many. */
static uint32_t blocks_reached(const struct best *best, uint32_t done, struct reach *ret_reaches)
{
    const struct snapshot *snapshot = best->scan.snapshot;
    const double chord = sqrt(best->scan.farthest) * (1 + 1e-12), *origin = best->scan.origin;
    uint32_t count = 0;

    for (uint32_t g = 0; g < ball_groups(snapshot->block_count); g++) {
        if (!reaches(&snapshot->groups[g], ball_away(origin, &snapshot->groups[g]), chord))
            continue;
        for (uint32_t b = g * BALL_GROUP; b < group_end(snapshot, g); b++) {
            const double away = ball_away(origin, &snapshot->balls[b]);

            if (b != done && reaches(&snapshot->balls[b], away, chord))
                ret_reaches[count++] = (struct reach){ least_of(away, &snapshot->balls[b]), b };
        }
    }
    return count;
}

/* Blocks in the order of the least distance they can hold, until that is beyond the worst row kept. Many may
 * hold the very place asked for; so the first is the one around it, and what it holds rules most others out
 * before they are ordered. */
static void scan_near(struct best *best)
{
    const struct snapshot *snapshot = best->scan.snapshot;
    struct reach *heap = arena_alloc(best->scan.arena, snapshot->block_count * sizeof(*heap));
    const uint32_t around = block_around(&best->scan);

    if (around != DIRECTORY_NONE)
        scan_block(best, around);

    uint32_t count = blocks_reached(best, around, heap);

    for (uint32_t i = count / 2; i-- > 0;)
        reach_down(heap, count, i);
    while (count > 0 && heap[0].least <= best->scan.farthest) {
        scan_block(best, heap[0].block);
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

        if (best->count == best->capacity && names->rank[location] > best->rows[best->count - 1].rank)
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
    best.rows = arena_alloc(arena, best.capacity * sizeof(*best.rows));
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

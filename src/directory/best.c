/* SPDX-License-Identifier: Apache-2.0
 *
 * The best rows so far, in order: as many as the page holds and one more; where a page begins, and how far
 * places are apart. Distances are squared chords between unit vectors: exact to millimetres near by, and the
 * same for the same two places, so that ties are ties.
 */
#include "scan.h"

#include <string.h>

static const double EARTH_RADIUS = 6371008.8; /* metres; mean radius, IUGG */

double chord_of(double metres)
{
    const double angle = metres / EARTH_RADIUS;
    const double chord = angle >= 3.14159265358979323846 ? 2 : 2 * sin(angle / 2);

    return chord * chord;
}

static double metres_of(double squared)
{
    return 2 * EARTH_RADIUS * asin(fmin(1, sqrt(squared) / 2));
}

double metres_between(const double origin[3], const struct block *block, uint32_t slot)
{
    return metres_of(squared_chord(origin, block, slot));
}

static struct span code_of(const struct snapshot *snapshot, uint32_t branch, uint32_t point)
{
    const struct block *block = snapshot->blocks[branch >> 8];
    const uint32_t slot = branch & 255;

    return point == DIRECTORY_NONE ? block->rows[slot]->code
                                   : block->points[block->first_point[slot] + point]->code;
}

static bool code_before(const struct snapshot *snapshot, const struct candidate *a, const struct candidate *b)
{
    return span_compare(code_of(snapshot, a->branch, a->point), code_of(snapshot, b->branch, b->point)) < 0;
}

/* Total order: key, then rank, then code. Codes decide rarely, so only what comes before them is inlined. */
static inline bool before(const struct snapshot *snapshot, const struct candidate *a,
                          const struct candidate *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    return a->rank != b->rank ? a->rank < b->rank : code_before(snapshot, a, b);
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

static void best_narrow(struct best *best)
{
    const enum directory_sort sort = best->scan.query->sort;

    if (sort == SORT_DISTANCE) {
        if (best->rows[best->count - 1].key < best->scan.farthest)
            best->scan.farthest = best->rows[best->count - 1].key;
        return;
    }
    best->least = sort == SORT_RELEVANCE ? (uint32_t)-best->rows[best->count - 1].key : 1;
    best->tie = sort == SORT_RELEVANCE ? best->least : UINT32_MAX;
    best->rank = best->rows[best->count - 1].rank;
}

/* From the end: pages are short, and a heap's steps are mispredicted as often as not. */
void best_offer(struct best *best, const struct candidate *row)
{
    const struct snapshot *snapshot = best->scan.snapshot;

    best->matched = true;
    if (!follows(best, row))
        return;
    if (best->count == best->capacity) {
        if (!before(snapshot, row, &best->rows[best->count - 1]))
            return;
        best->count--;
    }

    uint32_t at = best->count++;

    for (; at > 0 && before(snapshot, row, &best->rows[at - 1]); at--)
        best->rows[at] = best->rows[at - 1];
    best->rows[at] = *row;
    if (best->count == best->capacity)
        best_narrow(best);
}

/* The rank that the position's name has now: names may have come and gone since. */
void best_place_after(struct best *best)
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

struct directory_result best_result(const struct best *best)
{
    const struct scan *scan = &best->scan;
    const unsigned limit = scan->query->limit;
    const uint32_t kept = best->count > limit ? limit : best->count;
    struct directory_hit *hits = arena_alloc(scan->arena, (kept + 1) * sizeof(*hits));

    for (uint32_t i = 0; i < kept; i++) {
        const struct candidate *row = &best->rows[i];

        hits[i] = (struct directory_hit){ .branch = row->branch, .point = row->point, .key = row->key };
        if (scan->query->has_near) {
            const double chord =
                squared_chord(scan->origin, scan->snapshot->blocks[row->branch >> 8], row->branch & 255);

            hits[i].has_distance = chord < INFINITY;
            hits[i].distance = hits[i].has_distance ? metres_of(chord) : 0;
        }
    }
    return (struct directory_result){ .hits = hits, .count = kept, .more = best->count > limit };
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

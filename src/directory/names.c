/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of names, as a rank beside each row, and the look-up by code. Both are flat tables over all rows:
 * made anew when a row comes, goes, moves or is renamed (some milliseconds at 20,000), and shared by all
 * snapshots between.
 */
#include "internal.h"

#include <string.h>

static void names_release(void *self)
{
    struct names *names = self;

    free(names->by_name);
    free(names->rank);
    free(names->first);
    free(names);
}

static int name_order(const struct branch_row *a, const struct branch_row *b)
{
    const int order = span_compare(a->sort_key, b->sort_key);

    return order != 0 ? order : span_compare(a->code, b->code);
}

static int name_order_sort(const void *a, const void *b)
{
    return name_order(*(struct branch_row *const *)a, *(struct branch_row *const *)b);
}

/* Rows that were there before keep their order; the new ones are sorted and merged in. */
static uint32_t merge(struct branch_row **old, uint32_t old_count, struct branch_row **fresh,
                      uint32_t fresh_count, struct branch_row **into)
{
    uint32_t o = 0, f = 0, count = 0;

    while (o < old_count || f < fresh_count) {
        if (f == fresh_count || (o < old_count && name_order(old[o], fresh[f]) <= 0))
            into[count++] = old[o++];
        else
            into[count++] = fresh[f++];
    }
    return count;
}

/* Old rows that are still there, in their order. Their mark tells: it was renewed for every row that is. */
static uint32_t old_order(const struct snapshot *old, const struct names *old_names, uint32_t mark,
                          struct branch_row **into)
{
    uint32_t count = 0;

    for (uint32_t i = 0; old_names != NULL && i < old_names->count; i++) {
        const uint32_t location = old_names->by_name[i];
        struct branch_row *row = old->blocks[location >> 8]->rows[location & 255];

        if (row->mark == mark) {
            row->mark = mark + 1;
            into[count++] = row;
        }
    }
    return count;
}

static void rank_all(struct names *names, struct branch_row *const *order)
{
    uint32_t rank = 0;

    for (uint32_t i = 0; i < names->count; i++) {
        if (i > 0 && !span_equal(order[i]->sort_key, order[i - 1]->sort_key))
            rank = i;
        names->by_name[i] = order[i]->location;
        names->rank[order[i]->location] = rank;
        if (rank < names->first[order[i]->location >> 8])
            names->first[order[i]->location >> 8] = rank;
    }
}

struct names *names_make(struct directory *directory, struct block *const *blocks, uint32_t block_count,
                         const struct snapshot *old, const struct names *old_names)
{
    struct names *names = heap_calloc(1, sizeof(*names));
    const uint32_t mark = directory->mark += 2;

    names->shared = (struct shared){ 1, names_release };
    for (uint32_t b = 0; b < block_count; b++) {
        for (uint32_t i = 0; i < blocks[b]->count; i++) {
            blocks[b]->rows[i]->location = location_of(b, i);
            blocks[b]->rows[i]->mark = mark;
        }
        names->count += blocks[b]->count;
    }

    const size_t size = names->count * sizeof(struct branch_row *);
    struct branch_row **kept = heap_alloc(size), **fresh = heap_alloc(size), **order = heap_alloc(size);
    const uint32_t kept_count = old_order(old, old_names, mark, kept);
    uint32_t fresh_count = 0;

    for (uint32_t b = 0; b < block_count; b++) {
        for (uint32_t i = 0; i < blocks[b]->count; i++) {
            if (blocks[b]->rows[i]->mark == mark)
                fresh[fresh_count++] = blocks[b]->rows[i];
        }
    }
    qsort(fresh, fresh_count, sizeof(*fresh), name_order_sort);
    merge(kept, kept_count, fresh, fresh_count, order);
    names->by_name = heap_alloc(names->count * sizeof(uint32_t));
    names->rank = heap_calloc((size_t)block_count * BLOCK_ROWS, sizeof(uint32_t));
    names->first = heap_alloc(block_count * sizeof(uint32_t));
    memset(names->first, 0xFF, block_count * sizeof(uint32_t));
    rank_all(names, order);
    free(kept);
    free(fresh);
    free(order);
    return names;
}

static void codes_release(void *self)
{
    struct codes *codes = self;

    free(codes->branches);
    free(codes->points);
    free(codes);
}

static uint32_t buckets_for(uint32_t count)
{
    uint32_t buckets = 64;

    while (buckets < count * 2)
        buckets *= 2;
    return buckets;
}

static void put(uint32_t *buckets, uint32_t bucket_count, struct span code, uint32_t location)
{
    uint32_t at = (uint32_t)hash_bytes(code.at, code.length) & (bucket_count - 1);

    while (buckets[at] != 0)
        at = (at + 1) & (bucket_count - 1);
    buckets[at] = location + 1;
}

struct codes *codes_make(struct block *const *blocks, uint32_t block_count)
{
    struct codes *codes = heap_calloc(1, sizeof(*codes));
    uint32_t branches = 0, points = 0;

    for (uint32_t b = 0; b < block_count; b++) {
        branches += blocks[b]->count;
        points += blocks[b]->point_count;
    }
    codes->shared = (struct shared){ 1, codes_release };
    codes->branch_buckets = buckets_for(branches);
    codes->point_buckets = buckets_for(points);
    codes->branches = heap_calloc(codes->branch_buckets, sizeof(uint32_t));
    codes->points = heap_calloc(codes->point_buckets, sizeof(uint32_t));
    for (uint32_t b = 0; b < block_count; b++) {
        for (uint32_t i = 0; i < blocks[b]->count; i++) {
            put(codes->branches, codes->branch_buckets, blocks[b]->rows[i]->code, location_of(b, i));
            for (uint32_t p = blocks[b]->first_point[i]; p < blocks[b]->first_point[i + 1]; p++)
                put(codes->points, codes->point_buckets, blocks[b]->points[p]->code, location_of(b, i));
        }
    }
    return codes;
}

uint32_t branch_find(const struct snapshot *snapshot, struct span code)
{
    const struct codes *codes = snapshot->codes;
    const uint32_t mask = codes->branch_buckets - 1;

    for (uint32_t at = (uint32_t)hash_bytes(code.at, code.length) & mask; codes->branches[at] != 0;
         at = (at + 1) & mask) {
        const uint32_t location = codes->branches[at] - 1;

        if (span_equal(snapshot->blocks[location >> 8]->rows[location & 255]->code, code))
            return location;
    }
    return DIRECTORY_NONE;
}

bool point_find(const struct snapshot *snapshot, struct span code, uint32_t *ret_branch, uint32_t *ret_number)
{
    const struct codes *codes = snapshot->codes;
    const uint32_t mask = codes->point_buckets - 1;

    for (uint32_t at = (uint32_t)hash_bytes(code.at, code.length) & mask; codes->points[at] != 0;
         at = (at + 1) & mask) {
        const uint32_t location = codes->points[at] - 1, slot = location & 255;
        const struct block *block = snapshot->blocks[location >> 8];

        for (uint32_t p = block->first_point[slot]; p < block->first_point[slot + 1]; p++) {
            if (span_equal(block->points[p]->code, code)) {
                *ret_branch = location;
                *ret_number = p - block->first_point[slot];
                return true;
            }
        }
    }
    return false;
}

uint32_t branch_count(const struct snapshot *snapshot)
{
    return snapshot->branch_count;
}

uint32_t point_count(const struct snapshot *snapshot)
{
    return snapshot->point_count;
}

uint32_t branch_at(const struct snapshot *snapshot, uint32_t i)
{
    return snapshot->names->by_name[i];
}

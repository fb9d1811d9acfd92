/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks of up to 256 branches that lie close together, with their points: columns for scans and bounds that
 * let a scan skip the block whole. Neighbours come from the order along a Hilbert curve over longitude and
 * latitude; that order only makes the bounds tight, answers don't depend on it.
 */
#include "internal.h"

#include <string.h>

/* Of a block, for each of its points. */
enum {
    POINT_BYTES =
        sizeof(struct point_row *) + sizeof(struct point_column) + sizeof(uint32_t) + sizeof(uint8_t)
};

static const double RADIANS = 3.14159265358979323846 / 180.0;

void unit_vector(double latitude, double longitude, double ret_vector[3])
{
    const double phi = latitude * RADIANS, lambda = longitude * RADIANS;

    ret_vector[0] = cos(phi) * cos(lambda);
    ret_vector[1] = cos(phi) * sin(lambda);
    ret_vector[2] = sin(phi);
}

/* Distance along the Hilbert curve of order 24 (J. Skilling, "Programming the Hilbert curve", 2004, in two
 * dimensions). Rows without a place come last. */
uint64_t curve_of(const struct branch_row *row)
{
    if (!row->located)
        return UINT64_MAX;

    const uint32_t side = UINT32_C(1) << 24;
    uint32_t x = (uint32_t)((row->longitude + 180.0) / 360.0 * (side - 1));
    uint32_t y = (uint32_t)((row->latitude + 90.0) / 180.0 * (side - 1));
    uint64_t distance = 0;

    for (uint32_t s = side / 2; s > 0; s /= 2) {
        const uint32_t rx = (x & s) != 0, ry = (y & s) != 0;

        distance += (uint64_t)s * s * ((3 * rx) ^ ry);
        if (ry == 0) {
            if (rx == 1) {
                x = side - 1 - x;
                y = side - 1 - y;
            }
            const uint32_t swap = x;
            x = y;
            y = swap;
        }
    }
    return distance;
}

static uint64_t low_bits(const struct directory_set *set)
{
    return set->words[0];
}

/* For the union over a block: indexes above 63 share its last bit. */
static uint64_t union_bits(const struct directory_set *set)
{
    uint64_t high = 0;

    for (unsigned i = 1; i < DIRECTORY_SET_MAX / 64; i++)
        high |= set->words[i];
    return set->words[0] | (high != 0 ? UINT64_C(1) << 63 : 0);
}

static void note_hours(struct block *block, const struct schedule *schedule)
{
    if (schedule != NULL && schedule->until != HOURS_FOR_EVER && schedule->until > block->hours_until)
        block->hours_until = schedule->until;
}

static void put_points(struct block *block, uint32_t slot, const struct member *member)
{
    for (uint32_t p = 0; p < member->point_count; p++) {
        struct point_row *row = member->points[p];
        const uint32_t at = block->first_point[slot] + p;

        block->points[at] = row;
        block->bytes += row->bytes + POINT_BYTES;
        note_hours(block, row->access);
        note_hours(block, row->adviser);
        block->columns[at] = (struct point_column){ low_bits(&row->services), low_bits(&row->languages) };
        block->utility[at] = row->utility;
        block->slot[at] = (uint8_t)slot;
        block->services |= union_bits(&row->services);
        block->languages |= union_bits(&row->languages);
        if (row->utility != DIRECTORY_NONE)
            block->utilities |= UINT64_C(1) << (row->utility % 64);
    }
    block->first_point[slot + 1] = block->first_point[slot] + member->point_count;
}

static void put_branch(struct block *block, uint32_t slot, const struct member *member)
{
    struct branch_row *row = member->row;
    double vector[3] = { INFINITY, INFINITY, INFINITY };

    if (row->located)
        unit_vector(row->latitude, row->longitude, vector);
    block->rows[slot] = row;
    block->bytes += row->bytes;
    note_hours(block, row->hours);
    block->x[slot] = vector[0];
    block->y[slot] = vector[1];
    block->z[slot] = vector[2];
    block->library[slot] = row->library;
    block->municipality[slot] = row->municipality;
    block->ordinal[slot] = member->ordinal;
    if (row->step_free == 1)
        block->step_free[slot / 64] |= UINT64_C(1) << (slot % 64);
    if (row->library != DIRECTORY_NONE)
        block->libraries |= UINT64_C(1) << (row->library % 64);
    if (row->municipality != DIRECTORY_NONE)
        block->municipalities |= UINT64_C(1) << (row->municipality % 64);
    put_points(block, slot, member);
}

struct ball ball_around(const struct ball *balls, uint32_t count)
{
    struct ball around = { .radius = -1 };
    uint32_t placed = 0;

    for (uint32_t i = 0; i < count; i++) {
        placed += balls[i].radius >= 0;
        for (unsigned d = 0; d < 3 && balls[i].radius >= 0; d++)
            around.centre[d] += balls[i].centre[d];
    }
    for (unsigned d = 0; d < 3 && placed > 0; d++)
        around.centre[d] /= placed;
    for (uint32_t i = 0; i < count; i++) {
        if (balls[i].radius >= 0)
            around.radius =
                fmax(around.radius, sqrt(ball_away(around.centre, &balls[i])) + balls[i].radius + 1e-9);
    }
    return around;
}

static void bound(struct block *block)
{
    struct ball places[BLOCK_ROWS];

    for (uint32_t i = 0; i < BLOCK_ROWS; i++) {
        const bool placed = i < block->count && block->rows[i]->located;

        places[i] = placed ? (struct ball){ { block->x[i], block->y[i], block->z[i] }, 0 }
                           : (struct ball){ .radius = -1 };
    }
    block->ball = ball_around(places, BLOCK_ROWS);
    for (uint32_t part = 0; part < BLOCK_PARTS; part++)
        block->parts[part] = ball_around(&places[part * PART_ROWS], PART_ROWS);
    block->south = 90;
    block->north = -90;
    for (uint32_t i = 0; i < block->count; i++) {
        if (!block->rows[i]->located)
            continue;
        block->south = fmin(block->south, block->rows[i]->latitude);
        block->north = fmax(block->north, block->rows[i]->latitude);
    }
}

static int number_order(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static void note_present(struct block *block, enum entity kind, const uint32_t *column, uint32_t count)
{
    uint32_t *index = heap_alloc(count * sizeof(*index)), kept = 0;

    memcpy(index, column, count * sizeof(*index));
    qsort(index, count, sizeof(*index), number_order);
    for (uint32_t i = 0; i < count && index[i] != DIRECTORY_NONE; i++) {
        if (kept == 0 || index[i] != index[kept - 1])
            index[kept++] = index[i];
    }
    block->present[kind].count = kept;
    block->present[kind].index = heap_grow(index, kept * sizeof(*index));
    block->bytes += kept * sizeof(*index);
}

struct block *block_make(const struct member *members, uint32_t count)
{
    struct block *block = heap_calloc(1, sizeof(*block));

    block->references = 1;
    block->count = count;
    block->hours_until = INT32_MIN;
    block->bytes = sizeof(*block);
    for (uint32_t i = 0; i < count; i++)
        block->point_count += members[i].point_count;
    block->points = heap_alloc(block->point_count * sizeof(struct point_row *));
    block->columns = heap_alloc(block->point_count * sizeof(struct point_column));
    block->utility = heap_alloc(block->point_count * sizeof(uint32_t));
    block->slot = heap_alloc(block->point_count);
    for (uint32_t i = 0; i < count; i++)
        put_branch(block, i, &members[i]);
    note_present(block, ENTITY_LIBRARY, block->library, count);
    note_present(block, ENTITY_MUNICIPALITY, block->municipality, count);
    note_present(block, ENTITY_ORGANIZATION, block->utility, block->point_count);
    bound(block);
    return block;
}

void block_drop(struct directory *directory, struct block *block)
{
    if (--block->references > 0)
        return;
    for (uint32_t i = 0; i < block->count; i++)
        branch_row_drop(directory, block->rows[i]);
    for (uint32_t i = 0; i < block->point_count; i++)
        point_row_drop(directory, block->points[i]);
    free(block->points);
    free(block->columns);
    free(block->utility);
    free(block->slot);
    for (unsigned kind = 0; kind < ENTITIES; kind++)
        free(block->present[kind].index);
    free(block);
}

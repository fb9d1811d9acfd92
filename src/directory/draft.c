/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening blocks for changes, and finding rows in blocks that are partly open.
 */
#include "draft.h"

#include <string.h>

static struct draft *draft_new(struct work *work, uint32_t block)
{
    struct draft *draft = arena_alloc(work->arena, sizeof(*draft));

    draft->count = 0;
    work->touched = arena_grow(work->arena, work->touched, work->touched_count * sizeof(uint32_t),
                               (work->touched_count + 1) * sizeof(uint32_t));
    work->touched[work->touched_count++] = block;
    work->drafts[block] = draft;
    return draft;
}

struct draft *draft_of(struct work *work, uint32_t b)
{
    if (work->drafts[b] != NULL)
        return work->drafts[b];

    const struct block *block = work->old->blocks[b];
    struct draft *draft = draft_new(work, b);

    draft->count = block->count;
    for (uint32_t i = 0; i < block->count; i++) {
        const uint32_t first = block->first_point[i], points = block->first_point[i + 1] - first;
        struct member *member = &draft->members[i];

        *member = (struct member){ .row = block->rows[i],
                                   .points = arena_alloc(work->arena, points * sizeof(struct point_row *)),
                                   .point_count = points,
                                   .ordinal = block->ordinal[i] };
        member->row->references++;
        for (uint32_t p = 0; p < points; p++) {
            member->points[p] = block->points[first + p];
            member->points[p]->references++;
        }
    }
    return draft;
}

static const struct place nowhere = { DIRECTORY_NONE, 0 };

static struct place find_in_draft(const struct work *work, uint32_t block, struct span code)
{
    const struct draft *draft = work->drafts[block];

    for (uint32_t i = 0; i < draft->count; i++) {
        if (span_equal(draft->members[i].row->code, code))
            return (struct place){ block, i };
    }
    return nowhere;
}

struct place find_in_drafts(const struct work *work, struct span code)
{
    struct place place = nowhere;

    for (uint32_t t = 0; t < work->touched_count && place.block == DIRECTORY_NONE; t++)
        place = find_in_draft(work, work->touched[t], code);
    return place;
}

/* Most rows are still in their block; to look through all that are open, for each of thousands of changes,
 * would take minutes. */
struct place find_branch(const struct work *work, struct span code)
{
    const uint32_t location = branch_find(work->old, code);

    if (location == DIRECTORY_NONE)
        return find_in_drafts(work, code);
    if (work->drafts[location >> 8] == NULL)
        return (struct place){ location >> 8, location & 255 };

    const struct place place = find_in_draft(work, location >> 8, code);

    return place.block != DIRECTORY_NONE ? place : find_in_drafts(work, code);
}

struct place find_branch_id(const struct work *work, const uint8_t id[16])
{
    for (uint32_t b = 0; b < work->block_count; b++) {
        const struct draft *draft = work->drafts[b];
        const uint32_t count = draft != NULL ? draft->count : work->old->blocks[b]->count;

        for (uint32_t i = 0; i < count; i++) {
            const struct branch_row *row =
                draft != NULL ? draft->members[i].row : work->old->blocks[b]->rows[i];

            if (memcmp(row->id, id, 16) == 0)
                return (struct place){ b, i };
        }
    }
    return nowhere;
}

static bool point_in_block(const struct block *block, const uint8_t id[16], uint32_t *ret_slot)
{
    for (uint32_t p = 0; p < block->point_count; p++) {
        if (memcmp(block->points[p]->id, id, 16) != 0)
            continue;
        for (*ret_slot = 0; block->first_point[*ret_slot + 1] <= p;)
            ++*ret_slot;
        return true;
    }
    return false;
}

bool point_in_member(const struct member *member, const uint8_t id[16], uint32_t *ret_number)
{
    for (uint32_t p = 0; p < member->point_count; p++) {
        if (memcmp(member->points[p]->id, id, 16) == 0) {
            *ret_number = p;
            return true;
        }
    }
    return false;
}

struct place find_point_id(const struct work *work, const uint8_t id[16])
{
    uint32_t at;

    for (uint32_t b = 0; b < work->block_count; b++) {
        const struct draft *draft = work->drafts[b];

        if (draft == NULL) {
            if (point_in_block(work->old->blocks[b], id, &at))
                return (struct place){ b, at };
            continue;
        }
        for (uint32_t i = 0; i < draft->count; i++) {
            if (point_in_member(&draft->members[i], id, &at))
                return (struct place){ b, i };
        }
    }
    return nowhere;
}

uint32_t draft_add(struct work *work)
{
    if (work->block_count == work->capacity) {
        const uint32_t capacity = work->capacity * 2 + 8;

        work->drafts = arena_grow(work->arena, work->drafts, work->capacity * sizeof(struct draft *),
                                  capacity * sizeof(struct draft *));
        memset(work->drafts + work->capacity, 0, (capacity - work->capacity) * sizeof(struct draft *));
        work->capacity = capacity;
    }
    draft_new(work, work->block_count);
    return work->block_count++;
}

static int member_by_curve(const void *a, const void *b)
{
    const struct member *left = a, *right = b;

    return (left->curve > right->curve) - (left->curve < right->curve);
}

void draft_split(struct work *work, uint32_t b)
{
    const uint32_t other = draft_add(work);
    struct draft *draft = work->drafts[b], *half = work->drafts[other];

    for (uint32_t i = 0; i < draft->count; i++)
        draft->members[i].curve = curve_of(draft->members[i].row);
    qsort(draft->members, draft->count, sizeof(draft->members[0]), member_by_curve);
    half->count = draft->count / 2;
    draft->count -= half->count;
    memcpy(half->members, draft->members + draft->count, half->count * sizeof(half->members[0]));
}

uint32_t nearest_block(const struct work *work, const struct branch_row *row)
{
    double vector[3], best = INFINITY;
    uint32_t nearest = work->old->block_count > 0 ? work->old->block_count - 1 : 0;

    unit_vector(row->latitude, row->longitude, vector);
    for (uint32_t b = 0; row->located && b < work->old->block_count; b++) {
        const struct block *block = work->old->blocks[b];
        const double dx = vector[0] - block->ball.centre[0], dy = vector[1] - block->ball.centre[1],
                     dz = vector[2] - block->ball.centre[2];
        const double distance = sqrt(dx * dx + dy * dy + dz * dz) - block->ball.radius;

        if (block->ball.radius >= 0 && distance < best) {
            best = distance;
            nearest = b;
        }
    }
    return nearest;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes to a snapshot: the blocks that they touch are opened as drafts, changed, and made anew; all others
 * are shared. A full block splits along the curve. What is flat over all rows (names, codes, search) is made
 * anew only where it is concerned: the most frequent change by far, a status report, costs one block.
 */
#include "draft.h"

#include <string.h>

enum { DELTA_MIN = 4096, DELTA_SHARE = 8 };

/* The documents of this member get new ordinals, beyond the base. */
static void renumber(struct work *work, struct member *member)
{
    member->ordinal = work->ordinal;
    work->ordinal += 1 + member->point_count;
    work->text = true;
}

static void remove_member(struct work *work, struct place place)
{
    struct draft *draft = draft_of(work, place.block);
    struct member *member = &draft->members[place.slot];

    for (uint32_t p = 0; p < member->point_count; p++)
        point_row_drop(work->directory, member->points[p]);
    branch_row_drop(work->directory, member->row);
    draft->count--;
    memmove(member, member + 1, (draft->count - place.slot) * sizeof(*member));
    work->structural = true;
}

static void remove_point(struct work *work, struct place place, const uint8_t id[16])
{
    struct member *member = &draft_of(work, place.block)->members[place.slot];
    uint32_t number;

    if (!point_in_member(member, id, &number))
        return;
    point_row_drop(work->directory, member->points[number]);
    member->point_count--;
    memmove(&member->points[number], &member->points[number + 1],
            (member->point_count - number) * sizeof(struct point_row *));
    renumber(work, member);
    work->structural = true;
}

static void insert_branch(struct work *work, struct branch_row *row)
{
    uint32_t b = nearest_block(work, row);

    if (work->block_count == 0)
        b = draft_add(work);

    struct draft *draft = draft_of(work, b);

    if (draft->count == BLOCK_ROWS) {
        draft_split(work, b);
        if (curve_of(row) > draft->members[draft->count - 1].curve) {
            b = work->block_count - 1;
            draft = work->drafts[b];
        }
    }
    draft->members[draft->count] = (struct member){ .row = row };
    renumber(work, &draft->members[draft->count++]);
    work->structural = true;
}

static bool same_place(const struct branch_row *a, const struct branch_row *b)
{
    return a->located == b->located &&
           (!a->located || (a->latitude == b->latitude && a->longitude == b->longitude));
}

static void put_branch(struct work *work, struct branch_row *row)
{
    struct place place = find_branch(work, row->code);

    if (place.block == DIRECTORY_NONE)
        place = find_branch_id(work, row->id);
    if (place.block == DIRECTORY_NONE) {
        insert_branch(work, row);
        return;
    }

    struct member *member = &draft_of(work, place.block)->members[place.slot];
    struct branch_row *old = member->row;

    member->row = row;
    if (!span_equal(old->code, row->code) || !span_equal(old->sort_key, row->sort_key))
        work->structural = true;
    if (!span_equal(old->folded, row->folded))
        renumber(work, member);
    if (!same_place(old, row) && work->drafts[place.block]->count > 1) {
        /* It would stretch the bounds of its block: it goes to another. */
        const struct member moved = *member;
        struct draft *draft = work->drafts[place.block];

        draft->count--;
        memmove(member, member + 1, (draft->count - place.slot) * sizeof(*member));
        insert_branch(work, row);

        struct place now = find_in_drafts(work, row->code);

        work->drafts[now.block]->members[now.slot].points = moved.points;
        work->drafts[now.block]->members[now.slot].point_count = moved.point_count;
        renumber(work, &work->drafts[now.block]->members[now.slot]);
    }
    branch_row_drop(work->directory, old);
}

static void insert_point(struct work *work, struct member *member, struct point_row *row)
{
    struct point_row **points = arena_alloc(work->arena, (member->point_count + 1) * sizeof(*points));
    uint32_t at = 0;

    while (at < member->point_count && span_compare(member->points[at]->code, row->code) < 0)
        at++;
    for (uint32_t p = 0; p < member->point_count; p++)
        points[p < at ? p : p + 1] = member->points[p];
    points[at] = row;
    member->points = points;
    member->point_count++;
    renumber(work, member);
    work->structural = true;
}

static void put_point(struct work *work, struct point_row *row)
{
    const struct place place = find_branch(work, row->branch);
    struct member *member =
        place.block == DIRECTORY_NONE ? NULL : &draft_of(work, place.block)->members[place.slot];
    uint32_t number;

    if (member != NULL && point_in_member(member, row->id, &number) &&
        span_equal(member->points[number]->code, row->code)) {
        struct point_row *old = member->points[number];

        member->points[number] = row;
        if (!span_equal(old->folded, row->folded))
            renumber(work, member);
        point_row_drop(work->directory, old);
        return;
    }

    const struct place before = find_point_id(work, row->id);

    if (before.block != DIRECTORY_NONE)
        remove_point(work, before, row->id);
    if (member == NULL)
        point_row_drop(work->directory, row);
    else
        insert_point(work, member, row);
}

static void take_batch(struct work *work, const struct batch *batch)
{
    for (uint32_t i = 0; i < batch->gone_count[GONE_POINT]; i++) {
        const struct place place = find_point_id(work, batch->gone[GONE_POINT][i]);

        if (place.block != DIRECTORY_NONE)
            remove_point(work, place, batch->gone[GONE_POINT][i]);
    }
    for (uint32_t i = 0; i < batch->gone_count[GONE_BRANCH]; i++) {
        const struct place place = find_branch_id(work, batch->gone[GONE_BRANCH][i]);

        if (place.block != DIRECTORY_NONE)
            remove_member(work, place);
    }
    for (uint32_t i = 0; i < batch->branch_count; i++)
        put_branch(work, batch->branches[i]);
    for (uint32_t i = 0; i < batch->point_count; i++)
        put_point(work, batch->points[i]);
}

/* Blocks are made from drafts; minutes and tallies follow. */
static void seal(const struct work *work, struct snapshot *fresh)
{
    const size_t count = work->block_count;

    fresh->blocks = heap_grow(fresh->blocks, count * sizeof(struct block *));
    fresh->minutes = heap_grow(fresh->minutes, count * sizeof(struct block_minute *));
    for (uint32_t t = 0; t < work->touched_count; t++) {
        const uint32_t b = work->touched[t];

        if (b < fresh->block_count) {
            tallies_add(fresh->tallies, fresh->blocks[b], fresh->minutes[b], true);
            block_drop(work->directory, fresh->blocks[b]);
            minute_drop(fresh->minutes[b]); /* the old snapshot's, or made anew since */
        }
        fresh->blocks[b] = block_make(work->drafts[b]->members, work->drafts[b]->count);
        fresh->minutes[b] = minute_make(fresh->blocks[b], fresh->minute, fresh->account);
        tallies_add(fresh->tallies, fresh->blocks[b], fresh->minutes[b], false);
    }
    fresh->block_count = work->block_count;
}

/* Everything again from the rows of `fresh`: so many texts changed that the delta would slow searches down.
 */
static void rebase(struct directory *directory, struct snapshot *fresh)
{
    uint32_t count = 0;
    struct member *members = heap_alloc(fresh->names->count * sizeof(*members));
    struct snapshot whole = *fresh;

    for (uint32_t b = 0; b < fresh->block_count; b++) {
        const struct block *block = fresh->blocks[b];

        for (uint32_t i = 0; i < block->count; i++) {
            const uint32_t first = block->first_point[i];

            members[count++] = (struct member){ .row = block->rows[i],
                                                .points = block->points + first,
                                                .point_count = block->first_point[i + 1] - first };
            block->rows[i]->references++;
        }
        for (uint32_t p = 0; p < block->point_count; p++)
            block->points[p]->references++;
    }
    assemble(directory, &whole, members, count);
    free(members);
    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++)
        part_keep(whole.dictionaries[kind]);
    part_keep(whole.entities);
    part_keep(whole.events);
    part_keep(whole.retired_codes);

    struct snapshot *spent = heap_alloc(sizeof(*spent));

    *spent = *fresh;
    *fresh = whole;
    snapshot_drop(directory, spent);
}

static void renew_flat(const struct work *work, struct snapshot *fresh, const struct snapshot *old)
{
    if (work->structural) {
        part_drop(fresh->names);
        part_drop(fresh->codes);
        fresh->names = names_make(work->directory, fresh->blocks, fresh->block_count, old, old->names);
        fresh->codes = codes_make(fresh->blocks, fresh->block_count);
    }
    if (!work->structural && !work->text)
        return;

    const uint32_t base_count = old->ordinals->base_count;

    part_drop(fresh->ordinals);
    fresh->ordinals = ordinals_make(fresh->blocks, fresh->block_count, work->ordinal, base_count);
    if (work->text) {
        part_drop(fresh->delta);
        fresh->delta = delta_make(fresh->blocks, fresh->block_count, base_count);
    }
    if (work->ordinal - base_count > DELTA_MIN + base_count / DELTA_SHARE)
        rebase(work->directory, fresh);
}

void apply(struct batch *batch, struct snapshot *fresh, const struct snapshot *old)
{
    struct work work = { .directory = batch->directory, .old = old, .arena = arena_create() };

    work.block_count = old->block_count;
    work.capacity = old->block_count;
    work.ordinal = old->ordinals->count;
    work.drafts = arena_calloc(work.arena, work.capacity, sizeof(struct draft *));
    part_drop(fresh->tallies);
    fresh->tallies = tallies_make((const struct dictionary *const *)fresh->dictionaries, old->tallies);
    take_batch(&work, batch);
    seal(&work, fresh);
    renew_flat(&work, fresh, old);
    arena_destroy(work.arena);
}

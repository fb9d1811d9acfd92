/* SPDX-License-Identifier: Apache-2.0
 *
 * Batches: rows are made as they arrive, then everything is put together at once, either from nothing
 * (assemble) or as changes to the current snapshot (apply.c).
 */
#include "retired.h"

#include <string.h>

struct batch *batch_create(struct directory *directory)
{
    struct batch *batch = heap_calloc(1, sizeof(*batch));

    batch->directory = directory;
    pthread_mutex_lock(&directory->write_lock);
    directory->batch_mark++;
    pthread_mutex_unlock(&directory->write_lock);
    return batch;
}

static void batch_free(struct batch *batch)
{
    free(batch->branches);
    free(batch->points);
    free(batch->events);
    for (unsigned i = 0; i < 3; i++)
        free(batch->gone[i]);
    free(batch->retired);
    free(batch->renewed);
    if (batch->arena != NULL)
        arena_destroy(batch->arena);
    free(batch);
}

void batch_discard(struct batch *batch)
{
    struct directory *directory = batch->directory;

    pthread_mutex_lock(&directory->write_lock);
    for (uint32_t i = 0; i < batch->branch_count; i++)
        branch_row_drop(directory, batch->branches[i]);
    for (uint32_t i = 0; i < batch->point_count; i++)
        point_row_drop(directory, batch->points[i]);
    for (uint32_t i = 0; i < batch->event_count; i++)
        event_row_drop(batch->events[i]);
    pthread_mutex_unlock(&directory->write_lock);
    batch_free(batch);
}

static void *room(void *array, uint32_t count, uint32_t *capacity)
{
    if (count < *capacity)
        return array;
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    return heap_grow(array, *capacity * sizeof(void *));
}

void batch_branch(struct batch *batch, const struct branch_input *input)
{
    pthread_mutex_lock(&batch->directory->write_lock);
    batch->branches = room(batch->branches, batch->branch_count, &batch->branch_capacity);
    batch->branches[batch->branch_count++] = branch_row_make(batch->directory, input);
    pthread_mutex_unlock(&batch->directory->write_lock);
}

void batch_point(struct batch *batch, const struct point_input *input)
{
    pthread_mutex_lock(&batch->directory->write_lock);
    batch->points = room(batch->points, batch->point_count, &batch->point_capacity);
    batch->points[batch->point_count++] = point_row_make(batch->directory, input);
    pthread_mutex_unlock(&batch->directory->write_lock);
}

void batch_event(struct batch *batch, const struct event_input *input)
{
    pthread_mutex_lock(&batch->directory->write_lock);
    batch->events = room(batch->events, batch->event_count, &batch->event_capacity);
    batch->events[batch->event_count++] = event_row_make(batch->directory, input);
    pthread_mutex_unlock(&batch->directory->write_lock);
}

void batch_entry(struct batch *batch, const struct entry_input *input)
{
    pthread_mutex_lock(&batch->directory->write_lock);
    entries_set(batch->directory, input);
    pthread_mutex_unlock(&batch->directory->write_lock);
}

void batch_remove_entry(struct batch *batch, enum directory_kind kind, const uint8_t id[16])
{
    pthread_mutex_lock(&batch->directory->write_lock);
    entries_remove(&batch->directory->entries[kind], id, batch->directory->batch_mark);
    pthread_mutex_unlock(&batch->directory->write_lock);
}

static void remove_id(struct batch *batch, enum gone kind, const uint8_t id[16])
{
    const uint32_t count = batch->gone_count[kind]++;

    batch->gone[kind] = heap_grow(batch->gone[kind], (count + 1) * sizeof(*batch->gone[kind]));
    memcpy(batch->gone[kind][count], id, 16);
}

void batch_remove_branch(struct batch *batch, const uint8_t id[16])
{
    remove_id(batch, GONE_BRANCH, id);
}

void batch_remove_point(struct batch *batch, const uint8_t id[16])
{
    remove_id(batch, GONE_POINT, id);
}

void batch_remove_event(struct batch *batch, const uint8_t id[16])
{
    remove_id(batch, GONE_EVENT, id);
}

static struct span keep(struct batch *batch, struct span text)
{
    return (struct span){ text.length == 0 ? NULL : arena_copy(batch->arena, text.at, text.length),
                          text.length };
}

void batch_retired(struct batch *batch, const struct retired_input *input)
{
    if (batch->arena == NULL)
        batch->arena = arena_create();
    batch->retired = heap_grow(batch->retired, (batch->retired_count + 1) * sizeof(*batch->retired));

    struct retired_row *row = &batch->retired[batch->retired_count++];

    memcpy(row->id, input->id, sizeof(row->id));
    row->kind = keep(batch, input->kind);
    row->code = keep(batch, input->code);
    row->successor = keep(batch, input->successor);
}

void batch_renew_retired(struct batch *batch, const uint8_t id[16])
{
    batch->renewed = heap_grow(batch->renewed, (batch->renewed_count + 1) * sizeof(*batch->renewed));
    memcpy(batch->renewed[batch->renewed_count++], id, 16);
}

/* ---- From nothing ---- */

static int member_by_code(const void *a, const void *b)
{
    return span_compare(((const struct member *)a)->row->code, ((const struct member *)b)->row->code);
}

static int member_by_curve(const void *a, const void *b)
{
    const struct member *left = a, *right = b;

    if (left->curve != right->curve)
        return left->curve < right->curve ? -1 : 1;
    return span_compare(left->row->code, right->row->code);
}

static int point_by_branch(const void *a, const void *b)
{
    const struct point_row *left = *(struct point_row *const *)a, *right = *(struct point_row *const *)b;
    const int order = span_compare(left->branch, right->branch);

    return order != 0 ? order : span_compare(left->code, right->code);
}

static void ordinals_release(void *self)
{
    struct ordinals *ordinals = self;

    free(ordinals->location);
    free(ordinals);
}

struct ordinals *ordinals_make(struct block *const *blocks, uint32_t block_count, uint32_t count,
                               uint32_t base_count)
{
    struct ordinals *ordinals = heap_calloc(1, sizeof(*ordinals));

    ordinals->shared = (struct shared){ 1, ordinals_release };
    ordinals->count = count;
    ordinals->base_count = base_count;
    ordinals->location = heap_alloc(count * sizeof(uint32_t));
    for (uint32_t i = 0; i < count; i++)
        ordinals->location[i] = DIRECTORY_NONE;
    for (uint32_t b = 0; b < block_count; b++) {
        for (uint32_t i = 0; i < blocks[b]->count; i++) {
            const uint32_t points = blocks[b]->first_point[i + 1] - blocks[b]->first_point[i];

            for (uint32_t p = 0; p <= points; p++)
                ordinals->location[blocks[b]->ordinal[i] + p] = location_of(b, i);
        }
    }
    return ordinals;
}

/* The documents whose ordinals are ≥ `base_count`. */
struct segment *delta_make(struct block *const *blocks, uint32_t block_count, uint32_t base_count)
{
    struct segment_builder *builder = segment_begin();

    for (uint32_t b = 0; b < block_count; b++) {
        const struct block *block = blocks[b];

        for (uint32_t i = 0; i < block->count; i++) {
            if (block->ordinal[i] < base_count)
                continue;
            segment_add(builder, block->ordinal[i], block->rows[i]->folded);
            for (uint32_t p = block->first_point[i]; p < block->first_point[i + 1]; p++)
                segment_add(builder, point_ordinal(block, i, p), block->points[p]->folded);
        }
    }
    return segment_finish(builder);
}

void assemble(struct directory *directory, struct snapshot *snapshot, struct member *members, uint32_t count)
{
    uint32_t ordinal = 0;

    for (uint32_t i = 0; i < count; i++)
        members[i].curve = curve_of(members[i].row);
    if (count > 0)
        qsort(members, count, sizeof(*members), member_by_curve);
    snapshot->block_count = (count + BLOCK_FILL - 1) / BLOCK_FILL;
    snapshot->blocks = heap_alloc(snapshot->block_count * sizeof(struct block *));
    snapshot->minutes = heap_calloc(snapshot->block_count, sizeof(struct block_minute *));
    for (uint32_t i = 0; i < count; i++) {
        members[i].ordinal = ordinal;
        ordinal += 1 + members[i].point_count;
    }
    for (uint32_t b = 0; b < snapshot->block_count; b++) {
        const uint32_t first = b * BLOCK_FILL, left = count - first;

        snapshot->blocks[b] = block_make(&members[first], left < BLOCK_FILL ? left : BLOCK_FILL);
    }
    snapshot->names = names_make(directory, snapshot->blocks, snapshot->block_count, NULL, NULL);
    snapshot->codes = codes_make(snapshot->blocks, snapshot->block_count);
    snapshot->ordinals = ordinals_make(snapshot->blocks, snapshot->block_count, ordinal, ordinal);
    snapshot->base = delta_make(snapshot->blocks, snapshot->block_count, 0);
    snapshot->delta = delta_make(NULL, 0, 0);
    snapshot->account = text_account_make(count);
    snapshot_fill_minutes(snapshot);
    snapshot->tallies = tallies_make((const struct dictionary *const *)snapshot->dictionaries, NULL);
    for (uint32_t b = 0; b < snapshot->block_count; b++)
        tallies_add(snapshot->tallies, snapshot->blocks[b], snapshot->minutes[b], false);
}

/* Points whose branch isn't published are dropped: nobody could find them. */
static struct member *members_make(struct batch *batch)
{
    struct member *members = heap_calloc(batch->branch_count, sizeof(*members));
    uint32_t p = 0;

    for (uint32_t i = 0; i < batch->branch_count; i++)
        members[i].row = batch->branches[i];
    if (batch->branch_count > 0)
        qsort(members, batch->branch_count, sizeof(*members), member_by_code);
    if (batch->point_count > 0)
        qsort(batch->points, batch->point_count, sizeof(struct point_row *), point_by_branch);
    for (uint32_t i = 0; i < batch->branch_count; i++) {
        for (; p < batch->point_count && span_compare(batch->points[p]->branch, members[i].row->code) < 0;
             p++)
            point_row_drop(batch->directory, batch->points[p]);
        members[i].points = batch->points + p;
        for (; p < batch->point_count && span_equal(batch->points[p]->branch, members[i].row->code); p++)
            members[i].point_count++;
    }
    for (; p < batch->point_count; p++)
        point_row_drop(batch->directory, batch->points[p]);
    return members;
}

static struct snapshot *from_nothing(struct batch *batch, int32_t minute)
{
    struct directory *directory = batch->directory;
    struct snapshot *fresh = heap_calloc(1, sizeof(*fresh));
    struct member *members = members_make(batch);

    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++) {
        if (kind != DIRECTORY_LANGUAGE)
            entries_keep_marked(&directory->entries[kind], directory->batch_mark);
        directory->entries[kind].changed = true;
    }
    fresh->minute = minute;
    fresh->schedule_ids = directory->interner.next_id;
    snapshot_take_entries(directory, fresh);
    assemble(directory, fresh, members, batch->branch_count);
    fresh->events = events_make(NULL, batch->events, batch->event_count, NULL, 0);
    fresh->retired_codes = retired_codes_make(NULL, batch);
    free(members);
    return fresh;
}

static struct snapshot *from_current(struct batch *batch)
{
    struct directory *directory = batch->directory;
    const struct snapshot *old = atomic_load(&directory->current);
    struct snapshot *fresh = snapshot_make(directory, old);

    if (snapshot_take_entries(directory, fresh))
        snapshot_renew_minutes(fresh);
    apply(batch, fresh, old);
    if (batch->event_count > 0 || batch->gone_count[GONE_EVENT] > 0) {
        part_drop(fresh->events);
        fresh->events = events_make(old->events, batch->events, batch->event_count, batch->gone[GONE_EVENT],
                                    batch->gone_count[GONE_EVENT]);
    }
    part_drop(fresh->retired_codes);
    fresh->retired_codes = retired_codes_make(old->retired_codes, batch);
    return fresh;
}

void directory_publish(struct directory *directory, struct batch *batch, bool everything, int64_t change,
                       int32_t minute)
{
    pthread_mutex_lock(&directory->write_lock);

    struct snapshot *fresh = everything ? from_nothing(batch, minute) : from_current(batch);

    fresh->change = change;
    fresh->loaded = true;
    snapshot_finish(fresh);
    directory_swap(directory, fresh);
    pthread_mutex_unlock(&directory->write_lock);
    batch_free(batch);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The snapshot itself: its parts, what follows from them, and the turn of the minute.
 */
#include "retired.h"

#include "branchlight/clock.h"

#include <string.h>

enum { HORIZON_DAYS = 70, DAY_MINUTES = 24 * 60 };

struct snapshot *snapshot_make(struct directory *directory, const struct snapshot *like)
{
    struct snapshot *snapshot = heap_alloc(sizeof(*snapshot));

    pthread_mutex_lock(&directory->swap_lock); /* somebody may be counting a pin */
    *snapshot = *like;
    pthread_mutex_unlock(&directory->swap_lock);
    snapshot->pins = 0;
    snapshot->next = NULL;
    snapshot->balls = snapshot->groups = NULL; /* snapshot_finish makes them */
    snapshot->schedule_ids = directory->interner.next_id;
    snapshot->blocks = heap_alloc(like->block_count * sizeof(struct block *));
    snapshot->minutes = heap_alloc(like->block_count * sizeof(struct block_minute *));
    for (uint32_t b = 0; b < like->block_count; b++) {
        snapshot->blocks[b] = like->blocks[b];
        snapshot->blocks[b]->references++;
        snapshot->minutes[b] = like->minutes[b];
        snapshot->minutes[b]->references++;
    }
    part_keep(snapshot->account);
    part_keep(snapshot->names);
    part_keep(snapshot->codes);
    part_keep(snapshot->tallies);
    part_keep(snapshot->base);
    part_keep(snapshot->delta);
    part_keep(snapshot->entities);
    part_keep(snapshot->ordinals);
    part_keep(snapshot->events);
    part_keep(snapshot->retired_codes);
    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++)
        part_keep(snapshot->dictionaries[kind]);
    return snapshot;
}

void minute_drop(struct block_minute *minute)
{
    if (minute == NULL || --minute->references > 0)
        return;
    texts_drop(minute);
    free(minute);
}

void snapshot_drop(struct directory *directory, struct snapshot *snapshot)
{
    for (uint32_t b = 0; b < snapshot->block_count; b++) {
        block_drop(directory, snapshot->blocks[b]);
        minute_drop(snapshot->minutes[b]);
    }
    free(snapshot->blocks);
    free(snapshot->balls);
    free(snapshot->groups);
    free(snapshot->minutes);
    part_drop(snapshot->account);
    part_drop(snapshot->names);
    part_drop(snapshot->codes);
    part_drop(snapshot->tallies);
    part_drop(snapshot->base);
    part_drop(snapshot->delta);
    part_drop(snapshot->entities);
    part_drop(snapshot->ordinals);
    part_drop(snapshot->events);
    part_drop(snapshot->retired_codes);
    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++)
        part_drop(snapshot->dictionaries[kind]);
    free(snapshot);
}

struct snapshot *snapshot_empty(struct directory *directory)
{
    struct snapshot *snapshot = heap_calloc(1, sizeof(*snapshot));

    snapshot_take_entries(directory, snapshot);
    assemble(directory, snapshot, NULL, 0);
    snapshot->events = events_make(NULL, NULL, 0, NULL, 0);
    snapshot->retired_codes = retired_codes_make(NULL, &(const struct batch){ 0 });
    snapshot_finish(snapshot);
    return snapshot;
}

static struct segment *entities_make(struct snapshot *snapshot)
{
    static const enum directory_kind kinds[ENTITIES] = {
        [ENTITY_LIBRARY] = DIRECTORY_LIBRARY,
        [ENTITY_MUNICIPALITY] = DIRECTORY_MUNICIPALITY,
        [ENTITY_ORGANIZATION] = DIRECTORY_ORGANIZATION,
    };
    struct segment_builder *builder = segment_begin();
    uint32_t ordinal = 0;

    for (unsigned kind = 0; kind < ENTITIES; kind++) {
        const struct dictionary *dictionary = snapshot->dictionaries[kinds[kind]];

        snapshot->entity_first[kind] = ordinal;
        for (uint32_t i = 0; i < dictionary->count; i++, ordinal++)
            segment_add(builder, ordinal, dictionary->rows[i]->folded);
    }
    snapshot->entity_first[ENTITIES] = ordinal;
    return segment_finish(builder);
}

bool snapshot_take_entries(struct directory *directory, struct snapshot *snapshot)
{
    bool any = snapshot->entities == NULL;

    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++) {
        if (!directory->entries[kind].changed && snapshot->dictionaries[kind] != NULL)
            continue;
        part_drop(snapshot->dictionaries[kind]);
        snapshot->dictionaries[kind] = dictionary_make(&directory->entries[kind]);
        directory->entries[kind].changed = false;
        any = true;
    }
    if (any) {
        part_drop(snapshot->entities);
        snapshot->entities = entities_make(snapshot);
    }
    return any;
}

void snapshot_fill_minutes(struct snapshot *snapshot)
{
    for (uint32_t b = 0; b < snapshot->block_count; b++) {
        if (snapshot->minutes[b] == NULL)
            snapshot->minutes[b] = minute_make(snapshot->blocks[b], snapshot->minute, snapshot->account);
    }
}

void snapshot_renew_minutes(struct snapshot *snapshot)
{
    part_drop(snapshot->account);
    snapshot->account = text_account_make(snapshot->branch_count);
    for (uint32_t b = 0; b < snapshot->block_count; b++) {
        minute_drop(snapshot->minutes[b]);
        snapshot->minutes[b] = NULL;
    }
    snapshot_fill_minutes(snapshot);
}

static void summary_add(struct directory_summary *into, const struct directory_summary *from)
{
    into->branches += from->branches;
    into->points += from->points;
    into->points_active += from->points_active;
    into->points_planned += from->points_planned;
    for (unsigned i = 0; i < 4; i++)
        into->status[i] += from->status[i];
    into->usable += from->usable;
    into->assisted += from->assisted;
    into->open += from->open;
    into->closed += from->closed;
    into->demo += from->demo;
}

/* Blocks lie along a curve: those of a group are neighbours. */
static void gather_balls(struct snapshot *snapshot)
{
    const uint32_t count = snapshot->block_count, groups = ball_groups(count);

    free(snapshot->balls);
    free(snapshot->groups);
    snapshot->balls = heap_alloc(count * sizeof(*snapshot->balls));
    snapshot->groups = heap_alloc(groups * sizeof(*snapshot->groups));
    for (uint32_t b = 0; b < count; b++)
        snapshot->balls[b] = snapshot->blocks[b]->ball;
    for (uint32_t g = 0; g < groups; g++) {
        const uint32_t first = g * BALL_GROUP, left = count - first;

        snapshot->groups[g] = ball_around(&snapshot->balls[first], left < BALL_GROUP ? left : BALL_GROUP);
    }
}

static void horizon(struct snapshot *snapshot)
{
    int32_t until = INT32_MIN;

    for (uint32_t b = 0; b < snapshot->block_count; b++) {
        const struct block *block = snapshot->blocks[b];

        if (block->hours_until > until)
            until = block->hours_until;
    }
    snapshot->horizon_until = until == INT32_MIN ? 0 : (int64_t)until * 60;
    snapshot->horizon_from = until == INT32_MIN ? 0 : ((int64_t)until - HORIZON_DAYS * DAY_MINUTES) * 60;
}

void snapshot_finish(struct snapshot *snapshot)
{
    const struct dictionary *organizations = snapshot->dictionaries[DIRECTORY_ORGANIZATION];
    struct directory_summary sums = { 0 };

    for (uint32_t b = 0; b < snapshot->block_count; b++)
        summary_add(&sums, &snapshot->minutes[b]->sums);
    snapshot->branch_count = sums.branches;
    snapshot->point_count = sums.points;
    sums.organizations = organizations->published;
    for (uint32_t i = 0; i < organizations->count; i++) {
        sums.utilities +=
            organizations->rows[i]->published && span_equal(organizations->rows[i]->kind, SPAN("utility"));
    }
    sums.libraries = snapshot->dictionaries[DIRECTORY_LIBRARY]->published;
    for (uint32_t i = 0; i < snapshot->tallies->count[DIRECTORY_MUNICIPALITY]; i++)
        sums.municipalities += snapshot->tallies->of[DIRECTORY_MUNICIPALITY][i].branches > 0;
    sums.events = snapshot->events->count;
    for (uint32_t i = 0; i < snapshot->events->count; i++)
        sums.events_ahead += event_end(snapshot->events->rows[i]) > (int64_t)snapshot->minute * 60;
    snapshot->summary = sums;
    gather_balls(snapshot);
    horizon(snapshot);
}

static struct snapshot *turned(struct directory *directory, int32_t minute)
{
    struct snapshot *fresh = snapshot_make(directory, atomic_load(&directory->current));

    fresh->minute = minute;
    snapshot_renew_minutes(fresh);
    part_drop(fresh->tallies);
    fresh->tallies = tallies_make((const struct dictionary *const *)fresh->dictionaries, NULL);
    for (uint32_t b = 0; b < fresh->block_count; b++)
        tallies_add(fresh->tallies, fresh->blocks[b], fresh->minutes[b], false);
    snapshot_finish(fresh);
    return fresh;
}

void directory_prepare(struct directory *directory, int32_t minute)
{
    pthread_mutex_lock(&directory->write_lock);
    if (directory->prepared != NULL)
        snapshot_drop(directory, directory->prepared);
    directory->prepared = turned(directory, minute);
    pthread_mutex_unlock(&directory->write_lock);
}

void directory_turn(struct directory *directory, int32_t minute)
{
    pthread_mutex_lock(&directory->write_lock);

    struct snapshot *fresh = directory->prepared;

    directory->prepared = NULL;
    if (fresh != NULL && fresh->minute != minute) {
        snapshot_drop(directory, fresh);
        fresh = NULL;
    }
    directory_swap(directory, fresh != NULL ? fresh : turned(directory, minute));
    pthread_mutex_unlock(&directory->write_lock);
}

bool snapshot_loaded(const struct snapshot *snapshot)
{
    return snapshot->loaded;
}

uint64_t snapshot_generation(const struct snapshot *snapshot)
{
    return snapshot->generation;
}

int32_t snapshot_minute(const struct snapshot *snapshot)
{
    return snapshot->minute;
}

int64_t snapshot_change(const struct snapshot *snapshot)
{
    return snapshot->change;
}

void snapshot_horizon(const struct snapshot *snapshot, int64_t *ret_from, int64_t *ret_until)
{
    *ret_from = snapshot->horizon_from;
    *ret_until = snapshot->horizon_until;
}

void directory_summary(const struct snapshot *snapshot, struct directory_summary *ret_summary)
{
    *ret_summary = snapshot->summary;
}

uint64_t directory_footprint(const struct snapshot *snapshot)
{
    uint64_t bytes =
        sizeof(*snapshot) + snapshot->base->bytes + snapshot->delta->bytes + snapshot->entities->bytes;

    for (uint32_t b = 0; b < snapshot->block_count; b++)
        bytes += snapshot->blocks[b]->bytes + sizeof(struct block_minute) + snapshot->blocks[b]->point_count;
    bytes += (uint64_t)snapshot->block_count *
             (2 * sizeof(void *) + sizeof(struct ball) + BLOCK_ROWS * sizeof(uint32_t));
    bytes += (uint64_t)snapshot->names->count * sizeof(uint32_t) +
             (uint64_t)snapshot->ordinals->count * sizeof(uint32_t);
    bytes += ((uint64_t)snapshot->codes->branch_buckets + snapshot->codes->point_buckets) * sizeof(uint32_t);
    bytes += snapshot->retired_codes->bytes;
    return bytes;
}

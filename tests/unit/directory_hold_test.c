/* SPDX-License-Identifier: Apache-2.0
 *
 * Readers and a writer at once: every snapshot that a reader holds is whole and stays so, while rows change,
 * the minute turns and holders outnumber the hazard pointers. Run it under ThreadSanitizer and
 * AddressSanitizer too.
 */
#include "directory_world.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { READERS = 3, WRITES = 150, HOLDS = 700, TURNS = 20000 };

struct meeting {
    struct directory *directory;
    atomic_bool over;
    atomic_uint broken, read;
};

/* All branches carry the same name in one snapshot: the writer renames them all at once. */
static bool whole(const struct snapshot *snapshot, struct arena *arena)
{
    struct directory_query query;
    struct branch_view first, view;

    directory_query_init(&query);
    query.limit = 200;
    query.has_near = true;
    query.latitude = 55;
    query.longitude = 24;
    query.sort = SORT_DISTANCE;

    const struct directory_result result = directory_search(snapshot, arena, &query);

    if (result.count != 40)
        return false;
    branch_view(snapshot, result.hits[0].branch, &first);
    for (unsigned i = 1; i < result.count; i++) {
        branch_view(snapshot, result.hits[i].branch, &view);
        if (!span_equal(first.name, view.name))
            return false;
    }
    return true;
}

static void *reading(void *context)
{
    struct meeting *meeting = context;
    struct arena *arena = arena_create();

    while (!atomic_load(&meeting->over)) {
        const struct directory_hold hold = directory_acquire(meeting->directory);
        const uint64_t generation = snapshot_generation(hold.snapshot);

        if (!whole(hold.snapshot, arena) || generation != snapshot_generation(hold.snapshot))
            atomic_fetch_add(&meeting->broken, 1);
        directory_release(meeting->directory, hold);
        arena_reset(arena);
        atomic_fetch_add(&meeting->read, 1);
    }
    arena_destroy(arena);
    return NULL;
}

static void *turning(void *context)
{
    struct meeting *meeting = context;

    for (int32_t i = 0; !atomic_load(&meeting->over); i++) {
        directory_prepare(meeting->directory, WORLD_NOW + i);
        directory_turn(meeting->directory, WORLD_NOW + i);
    }
    return NULL;
}

static void rename_all(struct world *world, unsigned round)
{
    for (uint32_t i = 0; i < world->count; i++)
        snprintf(world->branches[i].name, sizeof(world->branches[i].name), "Vardas %u", round);
}

static void write_all(struct world *world, struct directory *directory)
{
    struct batch *batch = batch_create(directory);

    for (uint32_t i = 0; i < world->count; i++)
        world_put_branch(batch, &world->branches[i]);
    directory_publish(directory, batch, false, 1, WORLD_NOW);
}

static void readers_and_writers(void **state)
{
    struct world *world = world_make(40, 9, 0);
    struct meeting meeting = { .directory = directory_create(world_languages, 2) };
    pthread_t readers[READERS], turner;

    (void)state;
    rename_all(world, 0);
    world_publish(world, meeting.directory);
    for (unsigned i = 0; i < READERS; i++)
        pthread_create(&readers[i], NULL, reading, &meeting);
    pthread_create(&turner, NULL, turning, &meeting);
    for (unsigned round = 1; round <= WRITES; round++) {
        rename_all(world, round);
        if (round % 10 == 0)
            world_publish(world, meeting.directory);
        else
            write_all(world, meeting.directory);
    }
    while (atomic_load(&meeting.read) < 100)
        continue;
    atomic_store(&meeting.over, true);
    for (unsigned i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    pthread_join(turner, NULL);
    assert_int_equal(atomic_load(&meeting.broken), 0);
    directory_destroy(meeting.directory);
    world_free(world);
}

/* Readers that do nothing but take and give back: they are interrupted at every place in between. What one
 * meets never gets older. */
static void *glancing(void *context)
{
    struct meeting *meeting = context;
    uint64_t last = 0;

    while (!atomic_load(&meeting->over)) {
        const struct directory_hold hold = directory_acquire(meeting->directory);
        const uint64_t generation = snapshot_generation(hold.snapshot);

        if (generation < last || branch_count(hold.snapshot) != 3)
            atomic_fetch_add(&meeting->broken, 1);
        last = generation;
        directory_release(meeting->directory, hold);
    }
    return NULL;
}

static void glances(void **state)
{
    struct world *world = world_make(3, 9, 0);
    struct meeting meeting = { .directory = directory_create(world_languages, 2) };
    pthread_t readers[READERS];

    (void)state;
    world_publish(world, meeting.directory);
    for (unsigned i = 0; i < READERS; i++)
        pthread_create(&readers[i], NULL, glancing, &meeting);
    for (int32_t i = 0; i < TURNS; i++)
        directory_turn(meeting.directory, WORLD_NOW + i);
    atomic_store(&meeting.over, true);
    for (unsigned i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&meeting.broken), 0);
    directory_destroy(meeting.directory);
    world_free(world);
}

static void more_holders_than_hazards(void **state)
{
    struct world *world = world_make(40, 9, 0);
    struct directory *directory = directory_create(world_languages, 2);
    static struct directory_hold holds[HOLDS];
    struct arena *arena = arena_create();

    (void)state;
    rename_all(world, 0);
    world_publish(world, directory);
    for (unsigned i = 0; i < HOLDS; i++) {
        holds[i] = directory_acquire(directory);
        if (i % 100 == 50) {
            rename_all(world, i);
            write_all(world, directory);
        }
    }
    for (unsigned i = 0; i < HOLDS; i++) {
        assert_true(whole(holds[i].snapshot, arena));
        directory_release(directory, holds[i]);
        arena_reset(arena);
        if (i % 100 == 0)
            write_all(world, directory);
    }
    arena_destroy(arena);
    directory_destroy(directory); /* asserts that nothing retired is left */
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_and_writers),
        cmocka_unit_test(glances),
        cmocka_unit_test(more_holders_than_hazards),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

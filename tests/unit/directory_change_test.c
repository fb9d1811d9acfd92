/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes: after any mixture of rows that come, go, move and change, a directory answers exactly as one that
 * was loaded afresh; and a reader who pages through everything meanwhile meets each row that stayed exactly
 * once.
 */
#include "directory_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROOM = 1200 };

static struct world *world_with_room(uint32_t count, uint64_t seed)
{
    struct world *world = world_make(count, seed, 0);

    world->branches = realloc(world->branches, (count + ROOM) * sizeof(*world->branches));
    return world;
}

static void put_all(struct batch *batch, const struct world_branch *branch)
{
    world_put_branch(batch, branch);
    for (unsigned p = 0; p < branch->point_count; p++)
        world_put_point(batch, branch, &branch->points[p]);
}

static void remove_branch(struct batch *batch, struct world_branch *branch)
{
    uint8_t id[16];

    world_id(id, 1, branch->number);
    batch_remove_branch(batch, id);
    branch->gone = true;
}

static void remove_point(struct batch *batch, struct world_branch *branch)
{
    uint8_t id[16];

    world_id(id, 2, branch->points[branch->point_count - 1].number);
    batch_remove_point(batch, id);
    branch->point_count--;
}

static void change_one(struct world *world, struct batch *batch, unsigned round)
{
    struct world_branch *branch = &world->branches[world_random(world, world->count)];
    struct world_branch fresh;

    if (branch->touched == round)
        return; /* as in the loader, a batch holds each row once */
    branch->touched = round;
    switch (world_random(world, 8)) {
    case 0:
        if (world->count == 0 || world->branches[world->count - 1].number >= world->count + ROOM)
            return;
        world_branch_make(world, &world->branches[world->count], world->count);
        world->branches[world->count].touched = round;
        put_all(batch, &world->branches[world->count++]);
        return;
    case 1:
        if (!branch->gone && world_random(world, 3) == 0)
            remove_branch(batch, branch);
        return;
    case 2:
        if (!branch->gone && branch->point_count > 0)
            remove_point(batch, branch);
        return;
    case 3: /* everything about it, points apart */
        world_branch_make(world, &fresh, branch->number);
        fresh.point_count = branch->point_count;
        memcpy(fresh.points, branch->points, sizeof(fresh.points));
        fresh.gone = branch->gone;
        fresh.touched = round;
        *branch = fresh;
        break;
    case 4:
        snprintf(branch->name, sizeof(branch->name), "Naujas vardas %u", world_random(world, 50));
        break;
    case 5:
        branch->code[0] = branch->code[0] == 'b' ? 'c' : 'b'; /* another code, the same row */
        break;
    case 6:
        if (branch->gone || branch->point_count == WORLD_POINTS_MAX)
            return;
        world_point_make(world, branch, &branch->points[branch->point_count],
                         branch->number * WORLD_POINTS_MAX + branch->point_count);
        branch->point_count++;
        break;
    default:
        if (branch->point_count == 0)
            return;
        branch->points[0].status = (enum point_status)world_random(world, 4);
        if (!branch->gone)
            world_put_point(batch, branch, &branch->points[0]);
        return;
    }
    if (!branch->gone)
        put_all(batch, branch);
}

static void change_some(struct world *world, struct directory *directory, unsigned changes)
{
    static unsigned round;
    struct batch *batch = batch_create(directory);

    round++;
    if (round % 3 == 0) /* what rows refer to, in the same transaction */
        world_put_entries(world, batch);
    for (unsigned i = 0; i < changes; i++)
        change_one(world, batch, round);
    directory_publish(directory, batch, false, 2, WORLD_NOW);
}

static struct span hit_code(const struct snapshot *snapshot, const struct directory_hit *hit)
{
    struct branch_view branch;
    struct point_view point;

    branch_view(snapshot, hit->branch, &branch);
    if (hit->point == DIRECTORY_NONE)
        return branch.code;
    point_view(snapshot, hit->branch, hit->point, &point);
    return point.code;
}

static void same_answers(const struct snapshot *a, const struct snapshot *b,
                         const struct directory_query *query)
{
    struct arena *arena = arena_create();
    const struct directory_result left = directory_search(a, arena, query),
                                  right = directory_search(b, arena, query);

    assert_int_equal(left.count, right.count);
    for (unsigned i = 0; i < left.count; i++) {
        const struct span one = hit_code(a, &left.hits[i]), other = hit_code(b, &right.hits[i]);

        assert_true(span_equal(one, other));
        assert_true(left.hits[i].key == right.hits[i].key);
    }
    arena_destroy(arena);
}

static void same_entries(const struct snapshot *a, const struct snapshot *b, enum directory_kind kind)
{
    assert_int_equal(directory_count(a, kind), directory_count(b, kind));
    for (uint32_t i = 0; i < directory_count(a, kind); i++) {
        struct directory_entry left, right;

        directory_entry_at(a, kind, i, &left);
        assert_true(directory_entry(b, kind, directory_find(b, kind, left.code), &right));
        assert_int_equal(left.branches, right.branches);
        assert_int_equal(left.points, right.points);
        assert_int_equal(left.usable, right.usable);
    }
}

static void same_world(const struct world *world, const struct snapshot *a, const struct snapshot *b)
{
    static const char *const words[] = { "",          "pasvalio",
                                         "lesto",     "naujas vardas 7",
                                         "bibliotka", "siauliu filialas eso" };
    struct directory_summary left, right;

    directory_summary(a, &left);
    directory_summary(b, &right);
    assert_memory_equal(&left, &right, sizeof(left));
    same_entries(a, b, DIRECTORY_LIBRARY);
    same_entries(a, b, DIRECTORY_MUNICIPALITY);
    same_entries(a, b, DIRECTORY_ORGANIZATION);
    same_entries(a, b, DIRECTORY_SERVICE);
    for (unsigned i = 0; i < 36; i++) {
        struct directory_query query;

        directory_query_init(&query);
        query.points = i % 2 == 1;
        query.sort = (enum directory_sort)(i / 2 % 3);
        query.q = span_of(words[i / 6]);
        query.has_near = query.sort == SORT_DISTANCE;
        query.latitude = 55;
        query.longitude = 23;
        query.limit = DIRECTORY_LIMIT_MAX;
        same_answers(a, b, &query);
    }
    for (uint32_t i = 0; i < world->count; i++) {
        const struct world_branch *branch = &world->branches[i];
        const uint32_t handle = branch_find(a, span_of(branch->code));
        struct branch_view view;
        uint32_t host, number;

        assert_int_equal(handle == DIRECTORY_NONE, branch->gone);
        if (branch->gone)
            continue;
        branch_view(a, handle, &view);
        assert_true(span_equal(view.name, span_of(branch->name)));
        assert_int_equal(view.points, branch->point_count);
        for (unsigned p = 0; p < branch->point_count; p++) {
            assert_true(point_find(a, span_of(branch->points[p].code), &host, &number));
            assert_int_equal(host, handle);
        }
    }
}

static void check(uint32_t size, unsigned rounds, unsigned changes)
{
    struct world *world = world_with_room(size, size);
    struct directory *directory = directory_create(world_languages, 2);

    world_publish(world, directory);
    for (unsigned round = 0; round < rounds; round++) {
        struct directory *afresh = directory_create(world_languages, 2);

        change_some(world, directory, 1 + world_random(world, changes));
        world_publish(world, afresh);

        const struct directory_hold now = directory_acquire(directory), fresh = directory_acquire(afresh);

        same_world(world, now.snapshot, fresh.snapshot);
        directory_release(directory, now);
        directory_release(afresh, fresh);
        directory_destroy(afresh);
    }
    directory_destroy(directory);
    world_free(world);
}

static void few_rows(void **state)
{
    (void)state;
    check(3, 60, 4);
}

static void some_rows(void **state)
{
    (void)state;
    check(300, 25, 30);
}

/* Blocks split, texts outgrow the delta. */
static void many_rows(void **state)
{
    (void)state;
    check(2000, 10, 1600);
}

static void into_nothing(void **state)
{
    struct world *world = world_make(700, 5, 0);
    struct directory *directory = directory_create(world_languages, 2),
                     *afresh = directory_create(world_languages, 2);

    (void)state;
    for (uint32_t first = 0; first < 700; first += 7) {
        struct batch *batch = batch_create(directory);

        if (first == 0)
            world_put_entries(world, batch);
        for (uint32_t i = first; i < first + 7; i++)
            put_all(batch, &world->branches[i]);
        directory_publish(directory, batch, false, 1, WORLD_NOW);
    }
    directory_turn(directory, WORLD_NOW);
    world_publish(world, afresh);

    const struct directory_hold now = directory_acquire(directory), fresh = directory_acquire(afresh);

    same_world(world, now.snapshot, fresh.snapshot);
    directory_release(directory, now);
    directory_release(afresh, fresh);
    directory_destroy(afresh);
    directory_destroy(directory);
    world_free(world);
}

/* ---- Paging ---- */

static uint32_t seen_of(const struct world *world, struct span code)
{
    return (uint32_t)strtoul(code.at + 1, NULL, 10) % (world->count + ROOM);
}

/* All pages of a query, each from the directory as it then is; counts how often each branch was met. */
static void read_pages(struct world *world, struct directory *directory, struct directory_query *query,
                       unsigned *seen, bool change)
{
    char name[DIRECTORY_POSITION_NAME], code[64];

    for (bool more = true; more;) {
        const struct directory_hold hold = directory_acquire(directory);
        struct arena *arena = arena_create();
        const struct directory_result result = directory_search(hold.snapshot, arena, query);

        for (unsigned i = 0; i < result.count; i++)
            seen[seen_of(world, hit_code(hold.snapshot, &result.hits[i]))]++;
        more = result.more;
        if (more) {
            query->after = directory_position(hold.snapshot, query, &result.hits[result.count - 1]);
            query->has_after = true;
            memcpy(name, query->after.name.at == NULL ? "" : query->after.name.at, query->after.name.length);
            memcpy(code, query->after.code.at, query->after.code.length);
            query->after.name.at = name;
            query->after.code.at = code;
        }
        arena_destroy(arena);
        directory_release(directory, hold);
        if (change) { /* rows that go, and rows that come with names that weren't there */
            struct batch *batch = batch_create(directory);
            struct world_branch *gone = &world->branches[world_random(world, world->count)];

            if (!gone->gone)
                remove_branch(batch, gone);
            world_branch_make(world, &world->branches[world->count], world->count);
            put_all(batch, &world->branches[world->count]);
            world->branches[world->count++].step_free = 2; /* new: may be met or not */
            directory_publish(directory, batch, false, 3, WORLD_NOW);
        }
    }
}

static void check_pages(enum directory_sort sort, const char *q, bool change)
{
    struct world *world = world_with_room(900, 11);
    struct directory *directory = directory_create(world_languages, 2);
    unsigned *seen = calloc(world->count + ROOM, sizeof(*seen));
    const uint32_t count = world->count;
    struct directory_query query;

    world_publish(world, directory);
    directory_query_init(&query);
    query.sort = sort;
    query.q = span_of(q);
    query.has_near = true;
    query.latitude = 54.25;
    query.longitude = 21.5;
    query.limit = 7;
    read_pages(world, directory, &query, seen, change);
    for (uint32_t i = 0; i < count; i++) {
        if (!world->branches[i].gone)
            assert_int_equal(seen[i], 1);
        else
            assert_true(seen[i] <= 1);
    }
    for (uint32_t i = count; i < world->count; i++)
        assert_true(seen[i] <= 1);
    free(seen);
    directory_destroy(directory);
    world_free(world);
}

static void pages(void **state)
{
    (void)state;
    check_pages(SORT_NAME, "", false);
    check_pages(SORT_DISTANCE, "", false);
    check_pages(SORT_RELEVANCE, "vilniaus", false);
}

static void pages_while_rows_change(void **state)
{
    (void)state;
    check_pages(SORT_NAME, "", true);
    check_pages(SORT_DISTANCE, "", true);
    check_pages(SORT_RELEVANCE, "vilniaus", true);
}

static void stable_while_held(void **state)
{
    struct world *world = world_with_room(400, 3);
    struct directory *directory = directory_create(world_languages, 2);
    const struct directory_hold early = directory_acquire(directory);

    (void)state;
    world_publish(world, directory);

    const struct directory_hold hold = directory_acquire(directory);
    struct branch_view first;

    branch_view(hold.snapshot, branch_at(hold.snapshot, 0), &first);
    for (unsigned i = 0; i < 20; i++)
        change_some(world, directory, 50);
    assert_int_equal(branch_count(early.snapshot), 0);
    assert_false(snapshot_loaded(early.snapshot));
    assert_int_equal(branch_count(hold.snapshot), 400);
    for (uint32_t i = 0; i < 400; i++) {
        struct branch_view view;

        branch_view(hold.snapshot, branch_at(hold.snapshot, i), &view);
        assert_int_equal(view.code.length, 7);
    }
    directory_release(directory, hold);
    directory_release(directory, early);
    directory_destroy(directory);
    world_free(world);
}

/* What was changed of a branch comes and goes with its row, and costs its own bytes and no others. */
static void history(void **state)
{
    struct world *world = world_with_room(300, 6);
    struct directory *directory = directory_create(world_languages, 2);
    uint64_t footprint[3];

    (void)state;
    world_publish(world, directory);
    for (unsigned round = 0; round < 3; round++) {
        struct world_branch *const branch = &world->branches[7];
        struct batch *batch = batch_create(directory);

        branch->history = round == 1 ? "[{\"role\":\"librarian\"}]" : NULL;
        put_all(batch, branch);
        directory_publish(directory, batch, false, 2, WORLD_NOW);

        const struct directory_hold hold = directory_acquire(directory);
        const uint32_t handle = branch_find(hold.snapshot, span_of(branch->code));
        struct branch_view view;

        assert_int_not_equal(handle, DIRECTORY_NONE);
        branch_view(hold.snapshot, handle, &view);
        assert_true(span_equal(view.history, round == 1 ? span_of(branch->history) : SPAN("")));
        assert_true(span_equal(view.body, span_of(branch->body)));
        assert_true(span_equal(view.time_zone, SPAN("Europe/Vilnius")));
        footprint[round] = directory_footprint(hold.snapshot);
        directory_release(directory, hold);
    }
    assert_int_equal(footprint[1] - footprint[0], strlen("[{\"role\":\"librarian\"}]"));
    assert_int_equal(footprint[2], footprint[0]);
    directory_destroy(directory);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_rows),
        cmocka_unit_test(some_rows),
        cmocka_unit_test(many_rows),
        cmocka_unit_test(into_nothing),
        cmocka_unit_test(pages),
        cmocka_unit_test(pages_while_rows_change),
        cmocka_unit_test(stable_while_held),
        cmocka_unit_test(history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

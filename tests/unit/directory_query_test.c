/* SPDX-License-Identifier: Apache-2.0
 *
 * Thousands of random queries with every combination of filters, against a brute force, over worlds of 0 to
 * 5,000 branches with equal places, poles, the antimeridian and rows without a place.
 */
#include "directory_brute.h"

#include "../../src/directory/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct span code_of(const struct snapshot *snapshot, const struct directory_hit *hit)
{
    struct branch_view branch;
    struct point_view point;

    branch_view(snapshot, hit->branch, &branch);
    if (hit->point == DIRECTORY_NONE)
        return branch.code;
    point_view(snapshot, hit->branch, hit->point, &point);
    return point.code;
}

static uint32_t index_of(const struct snapshot *snapshot, enum directory_kind kind, const char *format,
                         int number)
{
    char code[16];

    if (number < 0)
        return DIRECTORY_NONE;
    snprintf(code, sizeof(code), format, number);
    return directory_find(snapshot, kind, span_of(code));
}

static bool one_in(struct world *world, uint32_t n)
{
    return world_random(world, n) == 0;
}

static int some(struct world *world, uint32_t chance, uint32_t below)
{
    return one_in(world, chance) ? (int)world_random(world, below) : -1;
}

static struct brute_query random_query(struct world *world)
{
    struct brute_query query = {
        .points = one_in(world, 2),
        .near = one_in(world, 2),
        .box = one_in(world, 5),
        .municipality = some(world, 6, WORLD_MUNICIPALITIES),
        .library = some(world, 12, world->libraries),
        .utility = some(world, 4, WORLD_UTILITIES),
        .service = some(world, 4, WORLD_SERVICES),
        .language = some(world, 5, WORLD_LANGUAGES),
        .step_free = one_in(world, 5) ? 1 : -1,
        .statuses = one_in(world, 5) ? world_random(world, 16) : 0,
        .open = one_in(world, 4),
        .usable = one_in(world, 4),
        .assisted = one_in(world, 5),
        .now = WORLD_NOW,
        .open_minute = WORLD_NOW,
        .usable_minute = WORLD_NOW,
    };

    query.latitude = one_in(world, 10)   ? 90
                     : one_in(world, 10) ? -90
                     : one_in(world, 2)  ? 54.5
                                         : world_unit(world) * 180 - 90;
    query.longitude = one_in(world, 10) ? 180 : one_in(world, 2) ? 22.5 : world_unit(world) * 360 - 180;
    query.radius = one_in(world, 2) ? 0 : world_unit(world) * (one_in(world, 2) ? 50000 : 25000000);
    query.south = world_unit(world) * 180 - 90;
    query.north = query.south + world_unit(world) * (90 - query.south);
    query.west = world_unit(world) * 360 - 180;
    query.east = world_unit(world) * 360 - 180;
    if (one_in(world, 2))
        query.open_minute += (int32_t)world_random(world, 8000) - 1400;
    if (one_in(world, 2))
        query.usable_minute += (int32_t)world_random(world, 8000) - 1400;
    return query;
}

static struct directory_query translate(const struct snapshot *snapshot, const struct brute_query *from)
{
    static const char *const languages[] = { "lt", "en", "pl", "ru" };
    struct directory_query query;

    directory_query_init(&query);
    query.points = from->points;
    query.has_near = from->near;
    query.latitude = from->latitude;
    query.longitude = from->longitude;
    query.radius = from->radius;
    query.has_bbox = from->box;
    query.west = from->west;
    query.south = from->south;
    query.east = from->east;
    query.north = from->north;
    query.municipality = index_of(snapshot, DIRECTORY_MUNICIPALITY, "LT-%02u",
                                  from->municipality < 0 ? -1 : from->municipality + 1);
    query.library = index_of(snapshot, DIRECTORY_LIBRARY, "l%u", from->library);
    query.utility = index_of(snapshot, DIRECTORY_ORGANIZATION, "u%u", from->utility);
    query.service = index_of(snapshot, DIRECTORY_SERVICE, "s%u", from->service);
    if (from->language >= 0) {
        query.language = directory_find(snapshot, DIRECTORY_LANGUAGE, span_of(languages[from->language]));
        query.nothing = query.language == DIRECTORY_NONE;
    }
    query.step_free = from->step_free == 1;
    query.statuses = from->statuses;
    query.has_open = from->open;
    query.open_at = from->open_minute == WORLD_NOW ? DIRECTORY_NOW : (int64_t)from->open_minute * 60 + 59;
    query.has_usable = from->usable;
    query.usable_at = from->usable_minute == WORLD_NOW ? DIRECTORY_NOW : (int64_t)from->usable_minute * 60;
    query.assisted = from->assisted;
    query.sort = from->near ? SORT_DISTANCE : SORT_NAME;
    return query;
}

/* Distances that differ by less than this may come in either order: two ways of computing them. */
static double tolerance(double distance)
{
    return distance > 15e6 ? 2 : 1e-3;
}

static void check_hits(const struct snapshot *snapshot, const struct directory_query *query,
                       struct directory_result result, const struct brute_hit *expected,
                       uint32_t expected_count)
{
    assert_int_equal(result.count, expected_count < query->limit ? expected_count : query->limit);
    assert_int_equal(result.more, expected_count > query->limit);
    for (unsigned i = 0; i < result.count; i++) {
        const struct span code = code_of(snapshot, &result.hits[i]);

        if (query->sort == SORT_NAME) {
            assert_int_equal(code.length, strlen(expected[i].code));
            assert_memory_equal(code.at, expected[i].code, code.length);
            continue;
        }
        assert_int_equal(result.hits[i].has_distance, expected[i].distance < INFINITY);
        if (result.hits[i].has_distance)
            assert_true(fabs(result.hits[i].distance - expected[i].distance) <=
                        tolerance(expected[i].distance));
        if (i > 0 && result.hits[i].key == result.hits[i - 1].key) {
            const struct span before = code_of(snapshot, &result.hits[i - 1]);

            assert_true(
                memcmp(before.at, code.at, before.length < code.length ? before.length : code.length) < 0);
        }
        bool found = false;

        for (uint32_t e = 0; e < expected_count && !found; e++)
            found = span_equal(span_of(expected[e].code), code) &&
                    (!result.hits[i].has_distance ||
                     fabs(expected[e].distance - result.hits[i].distance) <= tolerance(expected[e].distance));
        assert_true(found);
    }
}

/* A radius is a sharp edge that two ways of computing may put a row on either side of: such queries are left
 * out. */
static bool on_the_edge(const struct world *world, const struct brute_query *query)
{
    for (uint32_t i = 0; query->near && query->radius > 0 && i < world->count; i++) {
        const struct world_branch *branch = &world->branches[i];
        const double distance =
            brute_distance(query->latitude, query->longitude, branch->latitude, branch->longitude);

        if (branch->located && fabs(distance - query->radius) < tolerance(distance))
            return true;
    }
    return false;
}

/* The count is that of the rows, stops where it is told to, and the two groups share the rows among them. */
static void check_tally(const struct snapshot *snapshot, struct arena *arena, struct directory_query query,
                        uint32_t expected)
{
    struct directory_tally all, few;
    uint32_t shared = 0;

    query.points = true;
    directory_count_points(snapshot, arena, &query, UINT32_MAX, &all);
    assert_int_equal(all.count, expected);
    assert_int_equal(all.status[0] + all.status[1] + all.status[2] + all.status[3], expected);
    assert_false(all.more);
    directory_count_points(snapshot, arena, &query, 7, &few);
    assert_int_equal(few.count, expected < 7 ? expected : 7);
    assert_int_equal(few.more, expected > 7);
    query.limit = DIRECTORY_LIMIT_MAX;
    for (query.group = GROUP_USABLE; query.group <= GROUP_OTHERS; query.group++) {
        const struct directory_result part = directory_search(snapshot, arena, &query);
        struct directory_tally tally;

        directory_count_points(snapshot, arena, &query, UINT32_MAX, &tally);
        assert_int_equal(tally.usable, query.group == GROUP_USABLE ? all.usable : 0);
        assert_int_equal(part.count, tally.count < query.limit ? tally.count : query.limit);
        for (unsigned i = 0; i < part.count; i++) {
            struct point_view point;

            point_view(snapshot, part.hits[i].branch, part.hits[i].point, &point);
            assert_int_equal(point.usable_now, query.group == GROUP_USABLE);
        }
        shared += tally.count;
    }
    assert_int_equal(shared, expected);
}

static void check_world(uint32_t size, unsigned rounds)
{
    struct world *world = world_make(size, size + 7, 0);
    struct directory *directory = directory_create(world_languages, 2);
    struct arena *arena = arena_create();
    unsigned found = 0;

    world_publish(world, directory);
    for (unsigned round = 0; round < rounds; round++) {
        const struct brute_query asked = random_query(world);
        const struct directory_hold hold = directory_acquire(directory);
        struct directory_query query = translate(hold.snapshot, &asked);
        struct brute_hit *expected;

        query.limit = 1 + world_random(world, 60);
        if (!on_the_edge(world, &asked)) {
            const uint32_t count = brute_all(world, arena, &asked, asked.near, &expected);

            check_hits(hold.snapshot, &query, directory_search(hold.snapshot, arena, &query), expected,
                       count);
            if (asked.points)
                check_tally(hold.snapshot, arena, query, count);
            found += count > 0;
        }
        directory_release(directory, hold);
        arena_reset(arena);
    }
    assert_true(size < 20 || found > rounds / 8); /* else nothing was tested */
    arena_destroy(arena);
    directory_destroy(directory);
    world_free(world);
}

static void empty(void **state)
{
    (void)state;
    check_world(0, 200);
}

static void one(void **state)
{
    (void)state;
    check_world(1, 1000);
}

static void twenty(void **state)
{
    (void)state;
    check_world(20, 2000);
}

static void three_hundred(void **state)
{
    (void)state;
    check_world(300, 2000);
}

static void five_thousand(void **state)
{
    (void)state;
    check_world(5000, 300);
}

/* More than two groups of blocks (BALL_GROUP). */
static void sixteen_thousand(void **state)
{
    (void)state;
    check_world(16000, 100);
}

static const char *const asked_words[] = {
    "biblioteka", "bibliotka", "vilniaus", "vilnius", "lesto",     "energija 3",       "savivaldybe 2",
    "kaun",       "ener",      "a",        "bibl 1",  "savitrnos", "vilniaus bibliot", "nieko",
};

/* How many branches the words find when each is looked at, with each of its points. */
static unsigned count_one_by_one(const struct scan *scan)
{
    unsigned count = 0;

    for (uint32_t b = 0; b < scan->snapshot->block_count; b++) {
        const struct block *block = scan->snapshot->blocks[b];

        for (uint32_t slot = 0; slot < block->count; slot++) {
            bool found = relevance(scan, b, slot, DIRECTORY_NONE) > 0;

            for (uint32_t p = block->first_point[slot]; p < block->first_point[slot + 1]; p++)
                found = found || relevance(scan, b, slot, p) > 0;
            count += found;
        }
    }
    return count;
}

static void check_count(const struct snapshot *snapshot, struct arena *arena, struct directory_query query)
{
    struct scan scan = { .snapshot = snapshot, .query = &query, .arena = arena };

    query.limit = DIRECTORY_LIMIT_MAX;
    scan.match = match_make(snapshot, arena, query.q, false);
    if (count_one_by_one(&scan) == 0 && scan.match->strict)
        scan.match = match_make(snapshot, arena, query.q, true);
    assert_int_equal(directory_search(snapshot, arena, &query).count, count_one_by_one(&scan));
}

/* A page holds the first of all rows: what was passed over because better ones had been found was no better.
 */
static void check_start(const struct snapshot *snapshot, struct arena *arena, struct directory_query query)
{
    query.limit = DIRECTORY_LIMIT_MAX;

    const struct directory_result all = directory_search(snapshot, arena, &query);

    for (query.limit = 1; query.limit < 80; query.limit += 13) {
        const struct directory_result page = directory_search(snapshot, arena, &query);

        assert_int_equal(page.count, all.count < query.limit ? all.count : query.limit);
        assert_int_equal(page.more, all.count > query.limit);
        for (unsigned i = 0; i < page.count; i++) {
            assert_int_equal(page.hits[i].branch, all.hits[i].branch);
            assert_int_equal(page.hits[i].point, all.hits[i].point);
        }
    }
}

static void words(void **state)
{
    struct world *world = world_make(600, 11, 0);
    struct directory *directory = directory_create(world_languages, 2);
    struct arena *arena = arena_create();

    (void)state;
    world_publish(world, directory);
    for (unsigned round = 0; round < 1500; round++) {
        const struct brute_query asked = random_query(world);
        const struct directory_hold hold = directory_acquire(directory);
        struct directory_query plain, query = translate(hold.snapshot, &asked);

        query.q = span_of(asked_words[round % (sizeof(asked_words) / sizeof(asked_words[0]))]);
        query.sort = !one_in(world, 3) ? SORT_RELEVANCE : asked.near ? SORT_DISTANCE : SORT_NAME;
        check_start(hold.snapshot, arena, query);
        directory_query_init(&plain);
        plain.q = query.q;
        plain.sort = query.sort == SORT_DISTANCE ? SORT_RELEVANCE : query.sort;
        check_start(hold.snapshot, arena, plain);
        check_count(hold.snapshot, arena, plain);
        directory_release(directory, hold);
        arena_reset(arena);
    }
    arena_destroy(arena);
    directory_destroy(directory);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty),         cmocka_unit_test(one),           cmocka_unit_test(twenty),
        cmocka_unit_test(three_hundred), cmocka_unit_test(five_thousand), cmocka_unit_test(sixteen_thousand),
        cmocka_unit_test(words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the clock decides. At every minute around every boundary: nothing works past its validity (invariant
 * 1), and usable is working or limited, and open, and active (invariant 2); lists, pages and sums agree;
 * clock changes, past midnight, round the clock, hours unknown and the horizon included.
 */
#include "directory_brute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check_point(const struct snapshot *snapshot, uint32_t handle, uint32_t number,
                        const struct world_branch *branch)
{
    const struct world_point *point = &branch->points[number];
    const int32_t minute = snapshot_minute(snapshot);
    struct point_view view;
    bool blocked = false;

    point_view(snapshot, handle, number, &view);
    assert_int_equal(view.status, brute_status(branch, point, minute, minute));
    if ((int64_t)minute * 60 >= point->valid_until)
        assert_int_equal(view.status, STATUS_UNKNOWN);
    assert_int_equal(view.hours.now, brute_reach(branch, point, minute) + 1);
    assert_int_equal(view.usable_now, brute_usable(branch, point, minute, minute));
    assert_int_equal(view.usable_now, (view.status == STATUS_WORKING || view.status == STATUS_LIMITED) &&
                                          view.hours.now == OPEN_YES && view.lifecycle == POINT_ACTIVE &&
                                          branch->active);
    assert_int_equal(view.assisted_now, brute_assisted(branch, point, minute));
    for (unsigned i = 0; i < view.reason_count; i++)
        blocked = blocked || view.reasons[i].blocks;
    assert_int_equal(view.usable_now, !blocked); /* the reasons say why not, or nothing stands against it */
    assert_true(view.assisted_until == 0 || view.assisted_until > (int64_t)minute * 60);
    if (view.assisted_until > 0) { /* the adviser's last minute, and the first without */
        const int32_t end = (int32_t)(view.assisted_until / 60);

        assert_true(brute_open(&point->adviser, end - 1) == 1 && brute_building(branch, end - 1) != 0);
        assert_true(brute_open(&point->adviser, end) != 1 || brute_building(branch, end) != 1);
    }
}

static void check_lists(const struct snapshot *snapshot, const struct world *world)
{
    const int32_t minute = snapshot_minute(snapshot);
    struct arena *arena = arena_create();
    struct directory_summary summary;
    struct directory_query query;
    uint32_t usable = 0, open = 0;

    for (uint32_t i = 0; i < world->count; i++) {
        open += brute_building(&world->branches[i], minute) == 1;
        for (unsigned p = 0; p < world->branches[i].point_count; p++)
            usable += brute_usable(&world->branches[i], &world->branches[i].points[p], minute, minute);
    }
    directory_summary(snapshot, &summary);
    assert_int_equal(summary.usable, usable);
    assert_int_equal(summary.open, open);
    directory_query_init(&query);
    query.points = true;
    query.has_usable = true;
    query.limit = DIRECTORY_LIMIT_MAX;
    assert_int_equal(directory_search(snapshot, arena, &query).count, usable);
    query.usable_at = (int64_t)minute * 60 + 30;
    assert_int_equal(directory_search(snapshot, arena, &query).count, usable);
    arena_destroy(arena);
}

static void check_minute(struct directory *directory, const struct world *world, int32_t minute, bool prepare)
{
    if (prepare)
        directory_prepare(directory, minute);
    directory_turn(directory, minute);

    const struct directory_hold hold = directory_acquire(directory);

    assert_int_equal(snapshot_minute(hold.snapshot), minute);
    for (uint32_t i = 0; i < world->count; i++) {
        const uint32_t handle = branch_find(hold.snapshot, span_of(world->branches[i].code));
        struct branch_view view;

        branch_view(hold.snapshot, handle, &view);
        assert_int_equal(view.hours.now, brute_building(&world->branches[i], minute) + 1);
        for (uint32_t p = 0; p < world->branches[i].point_count; p++)
            check_point(hold.snapshot, handle, p, &world->branches[i]);
    }
    check_lists(hold.snapshot, world);
    directory_release(directory, hold);
}

static int minute_order(const void *a, const void *b)
{
    const int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

    return (left > right) - (left < right);
}

static void note(int32_t *minutes, unsigned *count, int64_t minute)
{
    for (int32_t around = -1; around <= 1; around++)
        minutes[(*count)++] = (int32_t)minute + around;
}

static void note_hours(int32_t *minutes, unsigned *count, const struct world_hours *hours)
{
    for (uint32_t i = 0; i < hours->count; i += 4) {
        note(minutes, count, hours->numbers[i]);
        note(minutes, count, hours->numbers[i + 1]);
    }
    note(minutes, count, hours->until);
}

static void every_boundary(void **state)
{
    struct world *world = world_make(25, 77, 0);
    struct directory *directory = directory_create(world_languages, 2);
    int32_t *minutes = calloc(25 * 10 * 3 * WORLD_RANGES * 6, sizeof(*minutes));
    unsigned count = 0;
    uint64_t generation = 0;

    (void)state;
    world_publish(world, directory);
    for (uint32_t i = 0; i < world->count; i++) {
        note_hours(minutes, &count, &world->branches[i].hours);
        for (unsigned p = 0; p < world->branches[i].point_count; p++) {
            note_hours(minutes, &count, &world->branches[i].points[p].access);
            note_hours(minutes, &count, &world->branches[i].points[p].adviser);
            note(minutes, &count, world->branches[i].points[p].valid_until / 60);
        }
    }
    qsort(minutes, count, sizeof(*minutes), minute_order);
    for (unsigned i = 0; i < count; i++) {
        if (i > 0 && minutes[i] == minutes[i - 1])
            continue;
        check_minute(directory, world, minutes[i], i % 2 == 0);

        const struct directory_hold hold = directory_acquire(directory);

        assert_true(snapshot_generation(hold.snapshot) > generation);
        generation = snapshot_generation(hold.snapshot);
        directory_release(directory, hold);
    }
    free(minutes);
    directory_destroy(directory);
    world_free(world);
}

/* ---- One branch over a year, both clock changes of Vilnius among its ranges ---- */

enum { YEAR_DAYS = 366, DAY = 1440, YEAR_START = 29453640 }; /* 2026-01-01T00:00 at +02:00 */

/* Local 08:00–13:00 and 14:00–02:00 each day: UTC minutes shift by an hour between 29 March and 25 October
 * 2026, each at 01:00 UTC. */
static uint32_t year_ranges(int32_t *numbers)
{
    const int32_t spring = YEAR_START + 120 + 87 * DAY + 60, autumn = YEAR_START + 120 + 297 * DAY + 60;
    uint32_t count = 0;

    for (int32_t day = 0; day < YEAR_DAYS; day++) {
        static const int32_t local[2][2] = { { 480, 780 }, { 840, 1560 } };

        for (unsigned i = 0; i < 2; i++) {
            int32_t ends[2], offsets[2];

            for (unsigned end = 0; end < 2; end++) {
                const int32_t winter = YEAR_START + day * DAY + local[i][end];
                const bool summer = winter - 60 >= spring && winter - 60 < autumn;

                ends[end] = summer ? winter - 60 : winter;
                offsets[end] = summer ? 180 : 120;
            }
            memcpy(&numbers[count], (int32_t[]){ ends[0], ends[1], offsets[0], offsets[1] },
                   4 * sizeof(int32_t));
            count += 4;
        }
    }
    return count;
}

static void put_hours(struct directory *directory, const int32_t *numbers, uint32_t count, int32_t until)
{
    struct batch *batch = batch_create(directory);
    uint8_t id[16] = { 1 };
    const struct span name = SPAN("Metai");
    struct branch_input branch = { .id = id,
                                   .code = SPAN("year"),
                                   .name = name,
                                   .names = &name,
                                   .name_count = 1,
                                   .body = SPAN("{}"),
                                   .step_free = 1,
                                   .active = true,
                                   .hours = { numbers, count, true, until } };
    struct point_input point = { .id = id,
                                 .code = SPAN("year-point"),
                                 .branch = SPAN("year"),
                                 .utility = SPAN("eso"),
                                 .body = SPAN("{}"),
                                 .lifecycle = POINT_ACTIVE,
                                 .status = STATUS_LIMITED,
                                 .components_down = 1U << COMPONENT_PRINTER,
                                 .observed_at = (int64_t)YEAR_START * 60,
                                 .valid_until = (int64_t)(YEAR_START + 300 * DAY) * 60,
                                 .status_role = SPAN("librarian"),
                                 .reports = SPAN("[]") };

    batch_branch(batch, &branch);
    batch_point(batch, &point);
    directory_publish(directory, batch, true, 1, YEAR_START);
}

static void put_year(struct directory *directory, const int32_t *numbers, uint32_t count)
{
    put_hours(directory, numbers, count, numbers[count - 3] + DAY);
}

static void a_year(void **state)
{
    static int32_t numbers[YEAR_DAYS * 8 + 8];
    const uint32_t count = year_ranges(numbers);
    struct directory *directory = directory_create(world_languages, 2);

    (void)state;
    put_year(directory, numbers, count);
    for (uint32_t i = 0; i < count; i += 4) {
        for (int32_t around = -2; around <= 2; around++) {
            struct branch_view branch;
            struct point_view point;

            directory_turn(directory, numbers[i + 1] + around);

            const struct directory_hold hold = directory_acquire(directory);
            const bool open = around < 0, valid = numbers[i + 1] + around < YEAR_START + 300 * DAY;

            branch_view(hold.snapshot, 0, &branch);
            point_view(hold.snapshot, 0, 0, &point);
            assert_int_equal(branch.hours.now, open ? OPEN_YES : OPEN_NO);
            assert_int_equal(branch.hours.until, open ? (int64_t)numbers[i + 1] * 60 : 0);
            assert_int_equal(branch.hours.until_offset, open ? numbers[i + 3] : 0);
            if (!open && i + 4 < count) {
                assert_int_equal(branch.hours.next, (int64_t)numbers[i + 4] * 60);
                assert_int_equal(branch.hours.next_offset, numbers[i + 6]);
            }
            assert_int_equal(point.usable_now, open && valid);
            assert_int_equal(point.status, valid ? STATUS_LIMITED : STATUS_UNKNOWN);
            assert_int_equal(point.last_status, STATUS_LIMITED);
            assert_int_equal(point.reasons[0].code, valid ? REASON_LIMITED : REASON_NOT_CONFIRMED);
            assert_int_equal(point.reasons[1].code, valid  ? REASON_COMPONENT
                                                    : open ? REASON_OPEN
                                                           : REASON_CLOSED);
            directory_release(directory, hold);
        }
    }
    directory_destroy(directory);
}

/* ---- Ranges ---- */

static void ranges(void **state)
{
    const int32_t numbers[] = { 1000, 1100, 120, 120, 1100, 1200, 120, 180, 2000, 300000, 180, 120 };
    struct directory *directory = directory_create(world_languages, 2);
    struct directory_ranges found;
    struct arena *arena = arena_create();
    struct branch_view view;
    int64_t from, until;

    (void)state;
    put_year(directory, numbers, 12);
    directory_turn(directory, 1050);

    const struct directory_hold hold = directory_acquire(directory);

    branch_view(hold.snapshot, 0, &view);
    assert_int_equal(view.hours.until, 1200 * 60); /* ranges that touch are one */
    assert_int_equal(view.hours.until_offset, 180);
    assert_true(
        directory_ranges(hold.snapshot, arena, SCHEDULE_BUILDING, 0, 0, 1150 * 60, 250000 * 60, &found));
    assert_int_equal(found.count, 2);
    assert_int_equal(found.ranges[0].start, 1150 * 60);
    assert_int_equal(found.ranges[0].end, 1200 * 60);
    assert_int_equal(found.ranges[1].start, 2000 * 60);
    assert_int_equal(found.ranges[1].end, 250000 * 60); /* longer than one packed range */
    assert_int_equal(found.known_until, (300000 + DAY) * 60);
    assert_false(directory_ranges(hold.snapshot, arena, SCHEDULE_ADVISER, 0, 0, 0, 1, &found));
    snapshot_horizon(hold.snapshot, &from, &until);
    assert_int_equal(until, (300000 + DAY) * 60);
    directory_release(directory, hold);
    arena_destroy(arena);
    directory_destroy(directory);
}

/* What is open until the known days end may close right there: that is no "round the clock". */
static void known_days_end(void **state)
{
    static const struct {
        int32_t days, minute;
        bool always;
    } cases[] = { { 1, 1500, false }, { 8, 1500, true }, { 8, 1000 + 2 * DAY, false } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const int32_t end = 1000 + cases[i].days * DAY, numbers[] = { 1000, end, 120, 120 };
        struct directory *directory = directory_create(world_languages, 2);
        struct branch_view view;

        put_hours(directory, numbers, 4, end);
        directory_turn(directory, cases[i].minute);

        const struct directory_hold hold = directory_acquire(directory);

        branch_view(hold.snapshot, 0, &view);
        assert_int_equal(view.hours.now, OPEN_YES);
        assert_int_equal(view.hours.always, cases[i].always);
        assert_int_equal(view.hours.until, 0);
        directory_release(directory, hold);
        directory_destroy(directory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_boundary),
        cmocka_unit_test(a_year),
        cmocka_unit_test(ranges),
        cmocka_unit_test(known_days_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

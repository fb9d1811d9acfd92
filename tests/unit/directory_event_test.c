/* SPDX-License-Identifier: Apache-2.0
 *
 * Events: every filter against a brute force written here, pages, words, changes.
 */
#include "directory_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EVENTS = 300, NOW = 1790000000, NUMBERS = 7 };

struct happening {
    char code[16], title[48];
    unsigned branch, branches, kind, audience, language, utility, campaign, municipality;
    int64_t starts_at, ends_at;
    bool gone;
};

/* Minutes east of UTC where an event is. */
static int16_t offset_of(unsigned audience)
{
    return audience == 0 ? 180 : -300;
}

static const char *const kinds[] = { "lecture", "quiz", "contest" };
static const char *const audiences[] = { "children", "seniors" };
static const char *const spoken[] = { "lt", "ru" };

static void happening_make(struct world *world, struct happening *event, unsigned number)
{
    static const char *const titles[] = { "Taupi šviesa", "ElektroMagija", "Paskaita senjorams",
                                          "Viktorina vaikams" };

    *event = (struct happening){ .branch = world_random(world, world->count - 3),
                                 .branches = world_random(world, 3),
                                 .kind = world_random(world, 3),
                                 .audience = world_random(world, 2),
                                 .language = world_random(world, 2),
                                 .utility = world_random(world, WORLD_UTILITIES),
                                 .campaign = world_random(world, 3),
                                 .municipality = world_random(world, 4),
                                 .starts_at = NOW + 3600 * ((int64_t)world_random(world, 400) - 200) };
    event->ends_at = world_random(world, 4) == 0 ? 0 : event->starts_at + 1800 * (1 + world_random(world, 6));
    snprintf(event->code, sizeof(event->code), "e%03u", number);
    snprintf(event->title, sizeof(event->title), "%s", titles[world_random(world, 4)]);
}

static void put_event(struct world *world, struct batch *batch, const struct happening *event,
                      unsigned number)
{
    struct span branches[3], names[1] = { span_of(event->title) };
    const struct span audience = span_of(audiences[event->audience]),
                      language = span_of(spoken[event->language]);
    char utility[8], campaign[8], municipality[8];
    uint8_t id[16];

    world_id(id, 9, number);
    snprintf(utility, sizeof(utility), "u%u", event->utility);
    snprintf(campaign, sizeof(campaign), "c%u", event->campaign);
    snprintf(municipality, sizeof(municipality), "LT-%02u", event->municipality + 1);
    for (unsigned i = 0; i < event->branches; i++)
        branches[i] = span_of(world->branches[event->branch + i].code);

    const struct span utilities = span_of(utility), municipalities = span_of(municipality);
    const struct event_input input = { .id = id,
                                       .code = span_of(event->code),
                                       .kind = span_of(kinds[event->kind]),
                                       .lifecycle = SPAN("open"),
                                       .campaign = span_of(campaign),
                                       .time_zone = SPAN("Europe/Vilnius"),
                                       .bodies = SPAN("{\"lt\":{\"x\":1}}"),
                                       .branches = branches,
                                       .branch_count = event->branches,
                                       .municipalities = &municipalities,
                                       .municipality_count = 1,
                                       .utilities = &utilities,
                                       .utility_count = 1,
                                       .audiences = &audience,
                                       .audience_count = 1,
                                       .languages = &language,
                                       .language_count = 1,
                                       .names = names,
                                       .name_count = 1,
                                       .starts_at = event->starts_at,
                                       .ends_at = event->ends_at,
                                       .utc_offset = offset_of(event->audience) };

    batch_event(batch, &input);
}

struct fixture {
    struct world *world;
    struct directory *directory;
    struct happening events[EVENTS];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct batch *batch;

    fixture->world = world_make(200, 13, 0);
    fixture->directory = directory_create(world_languages, 2);
    world_publish(fixture->world, fixture->directory);
    batch = batch_create(fixture->directory);
    for (unsigned i = 0; i < EVENTS; i++) {
        happening_make(fixture->world, &fixture->events[i], i);
        put_event(fixture->world, batch, &fixture->events[i], i);
    }
    directory_publish(fixture->directory, batch, false, 2, WORLD_NOW);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    directory_destroy(fixture->directory);
    world_free(fixture->world);
    free(fixture);
    return 0;
}

static int by_start(const void *a, const void *b)
{
    const struct happening *left = *(const struct happening *const *)a,
                           *right = *(const struct happening *const *)b;

    if (left->starts_at != right->starts_at)
        return left->starts_at < right->starts_at ? -1 : 1;
    return strcmp(left->code, right->code);
}

static bool near_enough(const struct fixture *fixture, const struct happening *event,
                        const struct event_query *query)
{
    for (unsigned i = 0; i < event->branches; i++) {
        const struct world_branch *branch = &fixture->world->branches[event->branch + i];
        const double p = branch->latitude * M_PI / 180, l = branch->longitude * M_PI / 180;
        const double p0 = query->latitude * M_PI / 180, l0 = query->longitude * M_PI / 180;
        const double cosine = sin(p) * sin(p0) + cos(p) * cos(p0) * cos(l - l0);

        if (branch->located && 6371008.8 * acos(fmin(1, fmax(-1, cosine))) <= query->radius)
            return true;
    }
    return false;
}

static bool in_library(const struct fixture *fixture, const struct happening *event, unsigned library)
{
    for (unsigned i = 0; i < event->branches; i++) {
        if (fixture->world->branches[event->branch + i].library == library)
            return true;
    }
    return false;
}

/* -1 in the numbers: any. */
static bool expected(const struct fixture *fixture, const struct happening *event,
                     const struct event_query *query, const int *numbers)
{
    const int64_t shift = query->local ? 60 * (int64_t)offset_of(event->audience) : 0;
    const int64_t start = event->starts_at + shift;
    const int64_t end = event->ends_at != 0 ? event->ends_at + shift : start + 7200;

    return !event->gone && (!query->has_from || end > query->from) && (!query->has_to || start < query->to) &&
           (!query->over || end <= query->to) &&
           (numbers[6] < 0 || in_library(fixture, event, (unsigned)numbers[6])) &&
           (numbers[0] < 0 || event->kind == (unsigned)numbers[0]) &&
           (numbers[1] < 0 || event->audience == (unsigned)numbers[1]) &&
           (numbers[2] < 0 || event->language == (unsigned)numbers[2]) &&
           (numbers[3] < 0 || event->utility == (unsigned)numbers[3]) &&
           (numbers[4] < 0 || event->campaign == (unsigned)numbers[4]) &&
           (numbers[5] < 0 || event->municipality == (unsigned)numbers[5]) &&
           (query->q.length == 0 || strcmp(event->title, "Taupi šviesa") == 0) &&
           (!query->has_near || near_enough(fixture, event, query));
}

static uint32_t find(const struct snapshot *snapshot, enum directory_kind kind, const char *format,
                     int number)
{
    char code[24];

    snprintf(code, sizeof(code), format, number);
    return directory_find(snapshot, kind, span_of(code));
}

static struct event_query random_query(struct world *world, const struct snapshot *snapshot,
                                       int numbers[NUMBERS])
{
    const uint32_t counts[NUMBERS] = { 3, 2, 2, WORLD_UTILITIES, 3, 4, world->libraries };
    struct event_query query;

    for (unsigned i = 0; i < NUMBERS; i++)
        numbers[i] = world_random(world, 4) == 0 ? (int)world_random(world, counts[i]) : -1;
    event_query_init(&query);
    query.has_from = world_random(world, 2) == 0;
    query.has_to = world_random(world, 2) == 0;
    query.from = NOW + 1800 * ((int64_t)world_random(world, 400) - 200);
    query.to = query.from + 1800 * (int64_t)world_random(world, 300);
    query.local = world_random(world, 2) == 0;
    query.over = !query.has_to && world_random(world, 4) == 0;
    query.backwards = world_random(world, 3) == 0;
    query.has_near = world_random(world, 4) == 0;
    query.latitude = 55;
    query.longitude = 23;
    query.radius = 1000.5 + world_random(world, 3000000);
    query.kind = numbers[0] < 0 ? (struct span){ 0 } : span_of(kinds[numbers[0]]);
    query.audience = numbers[1] < 0 ? (struct span){ 0 } : span_of(audiences[numbers[1]]);
    query.language = numbers[2] < 0 ? (struct span){ 0 } : span_of(spoken[numbers[2]]);
    if (numbers[3] >= 0)
        query.utility = find(snapshot, DIRECTORY_ORGANIZATION, "u%d", numbers[3]);
    if (numbers[4] >= 0)
        query.campaign = find(snapshot, DIRECTORY_CAMPAIGN, "c%d", numbers[4]);
    if (numbers[5] >= 0)
        query.municipality = find(snapshot, DIRECTORY_MUNICIPALITY, "LT-%02d", numbers[5] + 1);
    if (numbers[6] >= 0)
        query.library = find(snapshot, DIRECTORY_LIBRARY, "l%d", numbers[6]);
    if (world_random(world, 4) == 0)
        query.q = world_random(world, 2) == 0 ? SPAN("sviesa") : SPAN("taup");
    query.limit = 1 + world_random(world, 40);
    return query;
}

/* Pages through the answer to its end and compares with everything that is expected. */
static void check(struct fixture *fixture, const struct snapshot *snapshot, struct event_query *query,
                  const int *numbers)
{
    const struct happening *wanted[EVENTS];
    struct arena *arena = arena_create();
    unsigned count = 0, at = 0;

    for (unsigned i = 0; i < EVENTS; i++) {
        if (expected(fixture, &fixture->events[i], query, numbers))
            wanted[count++] = &fixture->events[i];
    }
    qsort(wanted, count, sizeof(*wanted), by_start);
    for (bool more = true; more;) {
        const struct event_result result = event_search(snapshot, arena, query);

        assert_true(result.count <= query->limit);
        for (unsigned i = 0; i < result.count; i++, at++) {
            struct event_view view;

            const struct happening *const next =
                at < count ? wanted[query->backwards ? count - 1 - at : at] : NULL;

            event_view(snapshot, result.hits[i].number, 1, &view);
            assert_true(next && span_equal(view.code, span_of(next->code)));
            assert_int_equal(view.branch_count, next->branches);
            assert_true(span_equal(view.body, SPAN("{\"x\":1}")));
            query->has_after = true;
            query->after_starts_at = view.starts_at;
            query->after_code = view.code;
        }
        more = result.more;
    }
    assert_int_equal(at, count);
    arena_destroy(arena);
}

static void filters(void **state)
{
    struct fixture *fixture = *state;

    for (unsigned round = 0; round < 1500; round++) {
        const struct directory_hold hold = directory_acquire(fixture->directory);
        int numbers[NUMBERS];
        struct event_query query = random_query(fixture->world, hold.snapshot, numbers);

        check(fixture, hold.snapshot, &query, numbers);
        directory_release(fixture->directory, hold);
    }
}

static void changes(void **state)
{
    struct fixture *fixture = *state;

    for (unsigned round = 0; round < 40; round++) {
        struct batch *batch = batch_create(fixture->directory);
        const unsigned moved = world_random(fixture->world, EVENTS),
                       gone = world_random(fixture->world, EVENTS);
        const int numbers[NUMBERS] = { -1, -1, -1, -1, -1, -1, -1 };
        struct event_query query;
        uint8_t id[16];

        if (moved != gone && !fixture->events[moved].gone) {
            happening_make(fixture->world, &fixture->events[moved], moved);
            put_event(fixture->world, batch, &fixture->events[moved], moved);
        }
        world_id(id, 9, gone);
        batch_remove_event(batch, id);
        fixture->events[gone].gone = true;
        directory_publish(fixture->directory, batch, false, 3, WORLD_NOW);

        const struct directory_hold hold = directory_acquire(fixture->directory);

        event_query_init(&query);
        check(fixture, hold.snapshot, &query, numbers);
        assert_int_equal(event_find(hold.snapshot, span_of(fixture->events[gone].code)), DIRECTORY_NONE);
        directory_release(fixture->directory, hold);
    }
}

static void words_with_an_error(void **state)
{
    struct fixture *fixture = *state;
    const struct directory_hold hold = directory_acquire(fixture->directory);
    struct arena *arena = arena_create();
    struct event_query query;

    event_query_init(&query);
    query.limit = EVENTS;
    query.q = SPAN("elektromagia");

    const struct event_result result = event_search(hold.snapshot, arena, &query);

    assert_true(result.count > 10);
    query.q = SPAN("elektromagija kazkas");
    assert_int_equal(event_search(hold.snapshot, arena, &query).count, 0);
    query.q = SPAN("");
    query.nothing = true;
    assert_int_equal(event_search(hold.snapshot, arena, &query).count, 0);
    arena_destroy(arena);
    directory_release(fixture->directory, hold);
}

/* What one can filter by follows the events. */
static void codes(void **state)
{
    struct fixture *fixture = *state;
    struct batch *batch = batch_create(fixture->directory);
    struct directory_hold hold = directory_acquire(fixture->directory);
    uint32_t count;
    const struct span *found = event_codes(hold.snapshot, EVENT_KINDS, &count);
    uint8_t id[16];

    assert_int_equal(count, 3);
    assert_true(span_equal(found[0], SPAN("contest")) && span_equal(found[1], SPAN("lecture")) &&
                span_equal(found[2], SPAN("quiz")));
    found = event_codes(hold.snapshot, EVENT_LANGUAGES, &count);
    assert_int_equal(count, 2);
    assert_true(span_equal(found[0], SPAN("lt")) && span_equal(found[1], SPAN("ru")));
    directory_release(fixture->directory, hold);
    for (unsigned i = 0; i < EVENTS; i++) {
        world_id(id, 9, i);
        if (fixture->events[i].audience == 0)
            batch_remove_event(batch, id);
    }
    directory_publish(fixture->directory, batch, false, 3, WORLD_NOW);
    hold = directory_acquire(fixture->directory);
    found = event_codes(hold.snapshot, EVENT_AUDIENCES, &count);
    assert_int_equal(count, 1);
    assert_true(span_equal(found[0], SPAN("seniors")));
    directory_release(fixture->directory, hold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(filters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(codes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_with_an_error, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

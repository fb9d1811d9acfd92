/* SPDX-License-Identifier: Apache-2.0
 *
 * Codes that were given up: chains to the code that lives, circles, codes that lead to nothing, and batches
 * that take some of them back.
 */
#include "directory_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct directory *directory_of_ten(struct world **ret_world)
{
    struct directory *directory = directory_create(world_languages, 2);

    *ret_world = world_make(10, 3, 0);
    world_publish(*ret_world, directory);
    return directory;
}

static void retire(struct batch *batch, uint32_t number, const char *kind, const char *code,
                   const char *successor)
{
    uint8_t id[16];

    world_id(id, 1, number);
    batch_retired(batch,
                  &(const struct retired_input){ id, span_of(kind), span_of(code), span_of(successor) });
}

static void renew(struct batch *batch, uint32_t number)
{
    uint8_t id[16];

    world_id(id, 1, number);
    batch_renew_retired(batch, id);
}

static void publish(struct directory *directory, struct batch *batch)
{
    directory_publish(directory, batch, false, 2, WORLD_NOW);
}

static void expect(struct directory *directory, const char *kind, const char *code, enum code_state state,
                   const char *successor)
{
    const struct directory_hold hold = directory_acquire(directory);
    struct span found = { 0 };

    if (directory_code(hold.snapshot, kind, span_of(code), &found) != state)
        fail_msg("%s %s", kind, code);
    assert_true(span_equal(found, span_of(successor)));
    directory_release(directory, hold);
}

static void chains_lead_to_what_lives(void **state)
{
    struct world *world;
    struct directory *directory = directory_of_ten(&world);
    struct batch *batch = batch_create(directory);

    (void)state;
    retire(batch, 70, "branch", "first", "second");
    retire(batch, 71, "branch", "second", "third");
    retire(batch, 72, "branch", "third", world->branches[4].code);
    retire(batch, 73, "branch", "closed", "");
    retire(batch, 74, "branch", "into-closed", "closed");
    retire(batch, 75, "branch", "into-nothing", "never-heard-of");
    retire(batch, 76, "branch", "round", "about");
    retire(batch, 77, "branch", "about", "round");
    retire(batch, 78, "library", "old-library", "l0");
    retire(batch, 79, "branch", world->branches[5].code, ""); /* what lives isn't gone */
    publish(directory, batch);
    expect(directory, "branch", world->branches[4].code, CODE_LIVES, "");
    expect(directory, "branch", world->branches[5].code, CODE_LIVES, "");
    expect(directory, "branch", "first", CODE_MOVED, world->branches[4].code);
    expect(directory, "branch", "third", CODE_MOVED, world->branches[4].code);
    expect(directory, "branch", "closed", CODE_GONE, "");
    expect(directory, "branch", "into-closed", CODE_GONE, "");
    expect(directory, "branch", "into-nothing", CODE_UNKNOWN, "");
    expect(directory, "branch", "round", CODE_GONE, "");
    expect(directory, "branch", "fir", CODE_UNKNOWN, "");
    expect(directory, "library", "old-library", CODE_MOVED, "l0");
    expect(directory, "branch", "old-library", CODE_UNKNOWN, ""); /* each kind has its own codes */
    directory_turn(directory, WORLD_NOW + 1);
    expect(directory, "branch", "first", CODE_MOVED, world->branches[4].code);
    directory_destroy(directory);
    world_free(world);
}

static void batches_renew_what_they_name(void **state)
{
    struct world *world;
    struct directory *directory = directory_of_ten(&world);
    struct batch *batch = batch_create(directory);
    char code[16];

    (void)state;
    for (uint32_t i = 0; i < 300; i++) {
        snprintf(code, sizeof(code), "old-%u", i);
        retire(batch, i / 2, "point", code, "");
    }
    publish(directory, batch);
    batch = batch_create(directory);
    renew(batch, 30); /* lost old-60 and old-61 */
    renew(batch, 10); /* old-20 has a successor by now; old-21 it lost */
    renew(batch, 9999);
    retire(batch, 10, "point", "old-20", world->branches[0].points[0].code);
    publish(directory, batch);
    assert_true(world->branches[0].point_count > 0);
    for (uint32_t i = 0; i < 300; i++) {
        const bool moved = i == 20, forgotten = i == 21 || i == 60 || i == 61;

        snprintf(code, sizeof(code), "old-%u", i);
        expect(directory, "point", code,
               moved       ? CODE_MOVED
               : forgotten ? CODE_UNKNOWN
                           : CODE_GONE,
               moved ? world->branches[0].points[0].code : "");
    }
    world_publish(world, directory); /* everything anew, without old codes */
    expect(directory, "point", "old-1", CODE_UNKNOWN, "");
    directory_destroy(directory);
    world_free(world);
}

/* A row of a dictionary that gets another code: the old one is there no more. */
static void entries_that_get_another_code_leave_the_old_one(void **state)
{
    struct world *world;
    struct directory *directory = directory_of_ten(&world);
    struct batch *batch = batch_create(directory);
    uint8_t id[16];

    (void)state;
    world_put_entry(batch, DIRECTORY_LIBRARY, "renamed", "Biblioteka", NULL, 1);
    world_id(id, 3 + DIRECTORY_LIBRARY, 1);
    batch_remove_entry(batch, DIRECTORY_LIBRARY, id);
    batch_retired(batch, &(const struct retired_input){ id, SPAN("library"), SPAN("l1"), SPAN("renamed") });
    publish(directory, batch);
    expect(directory, "library", "renamed", CODE_LIVES, "");
    expect(directory, "library", "l1", CODE_MOVED, "renamed");
    directory_destroy(directory);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_lead_to_what_lives),
        cmocka_unit_test(batches_renew_what_they_name),
        cmocka_unit_test(entries_that_get_another_code_leave_the_old_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

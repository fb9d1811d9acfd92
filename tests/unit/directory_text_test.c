/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts kept for the minute: found again by whoever asks for the same row and language, gone with the minute,
 * with a change of the row or of a name that texts repeat, never more than the limit, and one text for all
 * when several threads make it at once.
 */
#include "directory_world.h"

#include "gunzip.h"

#include <pthread.h>

enum { BRANCHES = 600, LIMIT = 64 << 20 };

static struct world *world;
static struct directory *directory;
static struct arena *arena;

static struct directory_text_key plain(uint32_t branch, uint32_t point, unsigned language)
{
    return (struct directory_text_key){ branch, point, language, TEXT_PLAIN };
}

static struct directory_text_key packed(uint32_t branch, uint32_t point, unsigned language)
{
    return (struct directory_text_key){ branch, point, language, TEXT_GZIP };
}

static int begin(void **state)
{
    (void)state;
    world = world_make(BRANCHES, 7, 0);
    arena = arena_create();
    directory = directory_create(world_languages, 2);
    world_publish(world, directory);
    return 0;
}

static int end(void **state)
{
    (void)state;
    directory_destroy(directory);
    world_free(world);
    arena_destroy(arena);
    return 0;
}

static bool kept(const struct snapshot *snapshot, uint32_t branch, uint32_t point, unsigned language,
                 struct span bytes)
{
    struct directory_text text;

    return directory_text_find(snapshot, plain(branch, point, language), &text) &&
           span_equal(text.bytes, bytes) && text.bytes.at != bytes.at;
}

/* A branch with a point. */
static uint32_t some_branch(const struct snapshot *snapshot, uint32_t from)
{
    struct branch_view view;

    for (uint32_t i = from;; i++) {
        branch_view(snapshot, branch_at(snapshot, i), &view);
        if (view.points > 0)
            return view.handle;
    }
}

static void by_row_and_language(void **state)
{
    const struct directory_hold hold = directory_acquire(directory);
    const uint32_t branch = some_branch(hold.snapshot, 0), other = some_branch(hold.snapshot, 300);
    struct directory_text text;

    (void)state;
    assert_false(directory_text_find(hold.snapshot, plain(branch, DIRECTORY_NONE, 0), &text));

    const struct directory_text one =
        directory_text_keep(hold.snapshot, arena, plain(branch, DIRECTORY_NONE, 0), SPAN("vienas"));

    directory_text_keep(hold.snapshot, arena, plain(branch, DIRECTORY_NONE, 1), SPAN("one"));
    directory_text_keep(hold.snapshot, arena, plain(branch, 0, 0), SPAN("taškas"));
    directory_text_keep(hold.snapshot, arena, plain(other, DIRECTORY_NONE, 0), SPAN("kitas"));
    assert_true(kept(hold.snapshot, branch, DIRECTORY_NONE, 0, SPAN("vienas")));
    assert_true(kept(hold.snapshot, branch, DIRECTORY_NONE, 1, SPAN("one")));
    assert_true(kept(hold.snapshot, branch, 0, 0, SPAN("taškas")));
    assert_true(kept(hold.snapshot, other, DIRECTORY_NONE, 0, SPAN("kitas")));
    assert_false(directory_text_find(hold.snapshot, plain(branch, 0, 1), &text));

    /* The first stays; the hash is of the bytes. */
    text = directory_text_keep(hold.snapshot, arena, plain(branch, DIRECTORY_NONE, 0), SPAN("vienas"));
    assert_ptr_equal(text.bytes.at, one.bytes.at);
    assert_memory_equal(text.hash, one.hash, sizeof(text.hash));
    text = directory_text_keep(hold.snapshot, arena, plain(other, 0, 0), SPAN("Vienas"));
    assert_memory_not_equal(text.hash, one.hash, sizeof(text.hash));
    directory_release(directory, hold);
}

static size_t read_part(const struct gzip_part *part, unsigned char *into, size_t capacity)
{
    struct buffer out = buffer_in(arena, 0);
    struct gzip_body body = gzip_begin(&out);

    gzip_put_part(&body, part);
    gzip_end(&body);
    return gunzip(out.bytes, out.length, into, capacity);
}

static void as_parts(void **state)
{
    const struct directory_hold hold = directory_acquire(directory);
    const uint32_t branch = some_branch(hold.snapshot, 0);
    const struct span text = SPAN("{\"code\":\"vienas\"");
    struct directory_text told, found;
    unsigned char back[64];

    (void)state;

    told = directory_text_keep(hold.snapshot, arena, plain(branch, 0, 0), text);
    assert_false(
        directory_text_find(hold.snapshot, packed(branch, 0, 0), &found)); /* one form isn't the other */
    const struct directory_text part = directory_text_keep(hold.snapshot, arena, packed(branch, 0, 0), text);

    assert_true(directory_text_find(hold.snapshot, packed(branch, 0, 0), &found));
    assert_ptr_equal(found.part.blocks.at, part.part.blocks.at);
    assert_memory_equal(found.hash, told.hash, sizeof(told.hash));
    assert_null(found.bytes.at);
    assert_int_equal(read_part(&found.part, back, sizeof(back)), text.length);
    assert_memory_equal(back, text.at, text.length);
    directory_release(directory, hold);
}

static void keep_all(struct span bytes)
{
    const struct directory_hold hold = directory_acquire(directory);

    for (uint32_t i = 0; i < branch_count(hold.snapshot); i++)
        directory_text_keep(hold.snapshot, arena, plain(branch_at(hold.snapshot, i), DIRECTORY_NONE, 0),
                            bytes);
    directory_release(directory, hold);
}

static uint32_t kept_count(struct span bytes)
{
    const struct directory_hold hold = directory_acquire(directory);
    uint32_t count = 0;

    for (uint32_t i = 0; i < branch_count(hold.snapshot); i++)
        count += kept(hold.snapshot, branch_at(hold.snapshot, i), DIRECTORY_NONE, 0, bytes);
    directory_release(directory, hold);
    return count;
}

static void gone_with_what_they_tell(void **state)
{
    const struct span text = SPAN("text");
    struct batch *batch;

    (void)state;
    keep_all(text);
    assert_int_equal(kept_count(text), BRANCHES);

    batch = batch_create(directory);
    world_put_branch(batch, &world->branches[5]);
    directory_publish(directory, batch, false, 2, WORLD_NOW);
    assert_in_range(kept_count(text), 1, BRANCHES - 1); /* its block's are gone, others are still there */

    keep_all(text);
    batch = batch_create(directory);
    world_put_entry(batch, DIRECTORY_LIBRARY, "l0", "Renamed", NULL, 0);
    directory_publish(directory, batch, false, 3, WORLD_NOW);
    assert_int_equal(kept_count(text), 0);

    keep_all(text);
    assert_int_equal(kept_count(text), BRANCHES);
    directory_turn(directory, WORLD_NOW + 1);
    assert_int_equal(kept_count(text), 0);
}

static void within_the_limit(void **state)
{
    const struct span large = { calloc(1, LIMIT / 100), LIMIT / 100 }, small = SPAN("small");

    (void)state;
    assert_non_null(large.at);
    keep_all(large);
    assert_in_range(kept_count(large), 90, 100);

    /* What a minute took, the next has again. */
    directory_turn(directory, WORLD_NOW + 2);
    keep_all(small);
    assert_int_equal(kept_count(small), BRANCHES);
    free((void *)(uintptr_t)large.at);
}

static void *make_all(void *context)
{
    char text[24];
    struct arena *own = arena_create();
    const struct directory_hold hold = directory_acquire(directory);

    (void)context;
    for (uint32_t i = 0; i < branch_count(hold.snapshot); i++) {
        struct directory_text found;
        const uint32_t branch = branch_at(hold.snapshot, i);

        snprintf(text, sizeof(text), "%u", branch);
        if (!directory_text_find(hold.snapshot, plain(branch, DIRECTORY_NONE, 1), &found))
            found = directory_text_keep(hold.snapshot, own, plain(branch, DIRECTORY_NONE, 1), span_of(text));
        if (!span_equal(found.bytes, span_of(text)))
            context = &world;
        if (!directory_text_find(hold.snapshot, packed(branch, DIRECTORY_NONE, 1), &found))
            found = directory_text_keep(hold.snapshot, own, packed(branch, DIRECTORY_NONE, 1), span_of(text));

        const struct gzip_part part = gzip_part_make(own, span_of(text));

        if (!span_equal(found.part.blocks, part.blocks) || found.part.crc != part.crc)
            context = &world;
        arena_reset(own);
    }
    arena_destroy(own);
    directory_release(directory, hold);
    return context;
}

static void by_many_at_once(void **state)
{
    pthread_t threads[4];
    void *wrong;

    (void)state;
    for (int32_t minute = 3; minute < 23; minute++) {
        directory_turn(directory, WORLD_NOW + minute);
        for (unsigned i = 0; i < 4; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, make_all, NULL), 0);
        for (unsigned i = 0; i < 4; i++) {
            pthread_join(threads[i], &wrong);
            assert_null(wrong);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(by_row_and_language, begin, end),
        cmocka_unit_test_setup_teardown(as_parts, begin, end),
        cmocka_unit_test_setup_teardown(gone_with_what_they_tell, begin, end),
        cmocka_unit_test_setup_teardown(within_the_limit, begin, end),
        cmocka_unit_test_setup_teardown(by_many_at_once, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * How long the directory takes: loading from memory, the nearest usable points, words with a typing error,
 * one change, the turn of the minute; and what a branch costs in memory. `directory_bench [branches …]`,
 * default 1300 20000 400000.
 */
#include "../unit/directory_world.h"

#include "branchlight/clock.h"

#include <malloc.h>
#include <time.h>

enum { ROUNDS = 2000, Q_ROUNDS = 300 };

static double micro(int64_t since)
{
    return (double)(clock_monotonic_ns() - since) / 1000.0;
}

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static void print(const char *what, double *times, unsigned count)
{
    qsort(times, count, sizeof(*times), ascending);
    printf("  %-34s median %9.1f us   p99 %9.1f us\n", what, times[count / 2],
           times[count - 1 - count / 100]);
}

static const char *const typos[] = { "", "", "", "" }; /* made as they are asked */

/* Branches are named after towns of two to four syllables, of which there are tens of thousands. */
static void town(struct world *world, char *into, size_t size)
{
    static const char *const syllables[] = { "pa",  "sva", "lys", "šiau", "liai", "ro",  "kiš", "kis",
                                             "any", "kšč", "iai", "kre",  "tin",  "ga",  "ig",  "na",
                                             "li",  "na",  "jo",  "niš",  "kė",   "va",  "rė",  "kel",
                                             "mė",  "tel", "za",  "ra",   "sai",  "uk",  "mer", "gė",
                                             "du",  "se",  "tos", "mo",   "lė",   "tai", "bir", "žai" };
    const unsigned count = 2 + world_random(world, 3);
    size_t length = 0;

    for (unsigned i = 0; i < count; i++)
        length += (size_t)snprintf(into + length, size - length, "%s", syllables[world_random(world, 40)]);
}

static void name_by_towns(struct world *world)
{
    for (uint32_t i = 0; i < world->count; i++) {
        char name[40];

        town(world, name, sizeof(name));
        snprintf(world->branches[i].name, sizeof(world->branches[i].name), "%s biblioteka", name);
    }
}

/* The town of some branch with one letter changed. */
static void typo(struct world *world, char into[64])
{
    char *end;

    snprintf(into, 64, "%s", world->branches[world_random(world, world->count)].name);
    end = strchr(into, ' ');
    *end = '\0';
    into[1 + world_random(world, (uint32_t)(end - into) - 1)] = (char)('a' + (int)world_random(world, 26));
}

static void run(const char *what, struct directory *directory, struct world *world, const char *const *words,
                const struct directory_query *like, unsigned rounds)
{
    char wrong[64];

    double *times = calloc(rounds, sizeof(*times));
    struct arena *arena = arena_create();
    unsigned long found = 0;

    for (unsigned i = 0; i < rounds; i++) {
        struct directory_query query = *like;
        const struct directory_hold hold = directory_acquire(directory);

        query.latitude = 54 + world_unit(world) * 3;
        query.longitude = 21 + world_unit(world) * 6;
        if (words != NULL)
            query.q = span_of(words[i % 4]);
        if (words == typos) {
            typo(world, wrong);
            query.q = span_of(wrong);
        }

        const int64_t since = clock_monotonic_ns();

        found += directory_search(hold.snapshot, arena, &query).count;
        times[i] = micro(since);
        directory_release(directory, hold);
        arena_reset(arena);
    }
    print(what, times, rounds);
    if (found == 0)
        printf("  (nothing found)\n");
    arena_destroy(arena);
    free(times);
}

static void searches(struct directory *directory, struct world *world)
{
    static const char *const plain[] = { "pasvalys", "siauliai", "kretinga", "lesto" }, *const common[] = {
        "biblioteka", "vilniaus", "savitarnos vieta", "b"
    };
    struct directory_query query;

    directory_query_init(&query);
    query.has_near = true;
    query.sort = SORT_DISTANCE;
    run("nearest branches", directory, world, NULL, &query, ROUNDS);
    query.has_usable = true;
    run("nearest usable branches", directory, world, NULL, &query, ROUNDS);
    query.points = true;
    run("nearest usable points", directory, world, NULL, &query, ROUNDS);
    query.assisted = true;
    query.step_free = true;
    query.utility = 0;
    run("the same, assisted, one utility", directory, world, NULL, &query, ROUNDS);
    directory_query_init(&query);
    query.sort = SORT_RELEVANCE;
    run("words", directory, world, plain, &query, Q_ROUNDS);
    run("words that all rows have", directory, world, common, &query, Q_ROUNDS / 10);
    run("words with a typing error", directory, world, typos, &query, Q_ROUNDS);
    query.sort = SORT_NAME;
    run("all by name", directory, world, NULL, &query, Q_ROUNDS);
}

static void writes(struct directory *directory, struct world *world)
{
    double times[50];

    for (unsigned i = 0; i < 50; i++) {
        struct batch *batch = batch_create(directory);
        struct world_branch *branch = &world->branches[world_random(world, world->count)];
        const int64_t since = clock_monotonic_ns();

        branch->hours.numbers[0] ^= 1;
        world_put_branch(batch, branch);
        directory_publish(directory, batch, false, 2, WORLD_NOW);
        times[i] = micro(since);
    }
    print("one row changed", times, 50);
    for (unsigned i = 0; i < 20; i++) {
        struct batch *batch = batch_create(directory);
        struct world_branch *branch = &world->branches[world_random(world, world->count)];
        const int64_t since = clock_monotonic_ns();

        branch->name[0] = (char)('A' + i);
        world_put_branch(batch, branch);
        directory_publish(directory, batch, false, 2, WORLD_NOW);
        times[i] = micro(since);
    }
    print("one row renamed", times, 20);
    for (int32_t i = 0; i < 10; i++) {
        const int64_t since = clock_monotonic_ns();

        directory_turn(directory, WORLD_NOW + i);
        times[i] = micro(since);
    }
    print("turn of the minute", times, 10);
}

int main(int count, char **arguments)
{
    static const char *const sizes[] = { "1300", "20000", "400000" };
    const unsigned runs = count > 1 ? (unsigned)count - 1 : 3;

    for (unsigned i = 0; i < runs; i++) {
        const uint32_t size = (uint32_t)strtoul(count > 1 ? arguments[i + 1] : sizes[i], NULL, 10);
        struct world *world = world_make(size, 42, 500);
        name_by_towns(world);

        const size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
        struct directory *directory = directory_create(world_languages, 2);
        const int64_t since = clock_monotonic_ns();

        world_publish(world, directory);
        printf("%u branches: made in %.0f ms", size, micro(since) / 1000);

        const struct directory_hold hold = directory_acquire(directory);

        printf(", %u points, %.0f bytes a branch (footprint says %.0f)\n", point_count(hold.snapshot),
               (double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) / size,
               (double)directory_footprint(hold.snapshot) / size);
        directory_release(directory, hold);
        searches(directory, world);
        writes(directory, world);
        directory_destroy(directory);
        world_free(world);
    }
    return 0;
}

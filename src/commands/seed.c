/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight seed: the facts, the demonstration data, and taking the latter away again. `serve` seeds at
 * every start: facts may be newer than the database, and the demonstration's times are relative to today. */
#include "seed.h"

#include "branchlight/assets.h"
#include "branchlight/command.h"
#include "store.h"

#include <string.h>

enum { TRIES = 5 };

static bool wants_demo(const struct config *config)
{
    return config->demo == 1 || (config->demo == -1 && !config->database);
}

static bool run_files(struct db *db, struct arena *arena, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        if (!db_run(db, arena_copy(arena, assets[i].bytes.at, assets[i].bytes.length)))
            return false;
    }
    return true;
}

/* One at a time: two servers that start together would wait for each other's rows in different orders. */
static bool run_once(struct db *db, struct arena *arena, const char *prefix, long clock_offset)
{
    char begin[256], path[128];
    unsigned first, count;
    snprintf(path, sizeof path, "sql/seed/%s", prefix);
    asset_range(path, &first, &count);
    snprintf(begin, sizeof begin,
             "BEGIN; SET LOCAL lock_timeout = '30s'; SET LOCAL branchlight.clock_offset = '%ld';"
             "SELECT pg_advisory_xact_lock(hashtext('branchlight seed'))",
             clock_offset);
    return db_run(db, begin) && run_files(db, arena, first, count) && db_run(db, "COMMIT");
}

static bool worth_another_try(const struct db *db)
{
    const char *state = db_sqlstate(db);
    return strncmp(state, "40", 2) == 0 || strcmp(state, "55P03") == 0;
}

/* The embedded files sql/seed/<prefix>*.sql in the order of their names, in one transaction. The setting
 * branchlight.clock_offset (seconds) tells them what "now" is. */
static bool run_seed(const struct db_target *target, const char *prefix, long clock_offset, FILE *errors)
{
    struct db *db = db_create(target, DB_MIGRATOR, 0);
    struct arena *arena = arena_create();
    bool good = false;
    for (unsigned i = 0; i < TRIES && !good; i++) {
        good = run_once(db, arena, prefix, clock_offset);
        if (!good)
            db_run(db, "ROLLBACK");
        if (!good && !worth_another_try(db))
            break;
    }
    if (!good)
        fprintf(errors,
                "branchlight: the data of sql/seed/%s* wasn't taken, and nothing of it was kept: %s.\n",
                prefix, db_message(db));
    arena_destroy(arena);
    db_destroy(db);
    return good;
}

bool seed_data(const struct db_target *target, const struct config *config, FILE *errors)
{
    const long offset = config->clock_offset;
    if (!run_seed(target, "facts_", offset, errors))
        return false;
    if (wants_demo(config))
        return run_seed(target, "demo_", offset, errors);
    return config->demo != 0 || run_seed(target, "clear_demo", offset, errors);
}

static bool seed(const struct store *store, bool clear_demo)
{
    if (!db_migrate(&store->target, stdout, stderr))
        return false;
    return clear_demo ? run_seed(&store->target, "clear_demo", store->config.clock_offset, stderr)
                      : seed_data(&store->target, &store->config, stderr);
}

static int run(const char *const *arguments)
{
    struct store store;
    const int status = store_configure(arguments, &store);
    if (status != 0)
        return status;
    const bool clear_demo = store.words[0] && strcmp(store.words[0], "--clear-demo") == 0;
    if (store.words[clear_demo]) {
        fprintf(stderr,
                "branchlight: seed doesn't know \"%s\"; branchlight seed --help tells what it does.\n",
                store.words[clear_demo]);
        return 2;
    }
    const bool good = store_open(&store, STORE_COMMAND) && seed(&store, clear_demo);
    if (good)
        puts(clear_demo                  ? "branchlight: the demonstration data is gone."
             : wants_demo(&store.config) ? "branchlight: facts and demonstration data are in."
                                         : "branchlight: the facts are in.");
    store_close(&store);
    return good ? 0 : 1;
}

const struct command command_seed = {
    .name = "seed",
    .summary = "put in the facts, and demonstration data",
    .help = "Usage: branchlight seed [--demo=1] [--setting=value …]\n"
            "       branchlight seed --clear-demo [--setting=value …]\n\n"
            "Migrates, then puts in the facts that come with Branchlight. What a person has edited stays as "
            "it is.\n"
            "  --demo=1        demonstration data too, with times around today (default with the embedded "
            "database)\n"
            "  --demo=0        the facts only: demonstration data that is there is removed\n"
            "  --clear-demo    removes every trace of the demonstration data, and puts nothing in\n",
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight seed: the facts, the demonstration data, and taking the latter away again. `serve` seeds at
 * every start: facts may be newer than the database (each version of a file is taken once), and the
 * demonstration's times are relative to today. */
#include "seed.h"

#include "branchlight/assets.h"
#include "branchlight/command.h"
#include "queries.h"
#include "store.h"

#include <string.h>

enum { TRIES = 5 };

/* Embedded files that are run together, in the order of their names. */
struct seed_set {
    const char *prefix; /* of their paths */
    bool once;          /* not again while a file stays as it is */
};

static const struct seed_set facts = { "sql/seed/facts_", true };
static const struct seed_set demonstration = { "sql/seed/demo_", false };
static const struct seed_set clearing = { "sql/seed/clear_demo", false };

static bool wants_demo(const struct config *config)
{
    return config->demo == 1 || (config->demo == -1 && !config->database);
}

/* Facts are taken once; demonstration data has times around today, and so is taken each time. */
static bool taken(struct db *db, struct arena *arena, const struct asset *file)
{
    const char *const values[] = { file->path, file->sha256 };
    const struct rows rows = db_query(db, arena, &SQL_seed_known, 2, values);
    return rows.ok && rows_bool(&rows, 0, 0);
}

static bool note_taken(struct db *db, struct arena *arena, const struct asset *file)
{
    const char *const values[] = { file->path, file->sha256 };
    return db_query(db, arena, &SQL_seed_note, 2, values).ok;
}

static bool run_file(struct db *db, struct arena *arena, const struct asset *file)
{
    return db_run(db, arena_copy(arena, file->bytes.at, file->bytes.length));
}

static bool run_files(struct db *db, struct arena *arena, const struct seed_set *set)
{
    unsigned first, count;
    asset_range(set->prefix, &first, &count);
    for (unsigned i = first; i < first + count; i++) {
        if (set->once && taken(db, arena, &assets[i]))
            continue;
        if (!run_file(db, arena, &assets[i]) || (set->once && !note_taken(db, arena, &assets[i])))
            return false;
    }
    return true;
}

/* One at a time: two servers that start together would wait for each other's rows in different orders. */
static bool run_once(struct db *db, struct arena *arena, const struct seed_set *set)
{
    return db_run(db, "BEGIN; SET LOCAL lock_timeout = '30s';"
                      "SELECT pg_advisory_xact_lock(hashtext('branchlight seed'))") &&
           run_files(db, arena, set) && db_run(db, "COMMIT");
}

static bool worth_another_try(const struct db *db)
{
    const char *state = db_sqlstate(db);
    return strncmp(state, "40", 2) == 0 || strcmp(state, "55P03") == 0;
}

/* A set, in one transaction. */
static bool run_seed(const struct db_target *target, const struct seed_set *set, FILE *errors)
{
    struct db *db = db_create(target, DB_MIGRATOR, 0);
    struct arena *arena = arena_create();
    bool good = false;
    for (unsigned i = 0; i < TRIES && !good; i++) {
        good = run_once(db, arena, set);
        if (!good)
            db_run(db, "ROLLBACK");
        if (!good && !worth_another_try(db))
            break;
    }
    if (!good)
        fprintf(errors, "branchlight: the data of %s* wasn't taken, and nothing of it was kept: %s.\n",
                set->prefix, db_message(db));
    arena_destroy(arena);
    db_destroy(db);
    return good;
}

bool seed_data(const struct db_target *target, const struct config *config, FILE *errors)
{
    if (!run_seed(target, &facts, errors))
        return false;
    if (wants_demo(config))
        return run_seed(target, &demonstration, errors);
    return config->demo != 0 || run_seed(target, &clearing, errors);
}

static bool seed(const struct store *store, bool clear_demo)
{
    if (!db_migrate(&store->target, stdout, stderr))
        return false;
    return clear_demo ? run_seed(&store->target, &clearing, stderr)
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

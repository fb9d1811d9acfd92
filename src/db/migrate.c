/* SPDX-License-Identifier: Apache-2.0
 *
 * Migrations: sql/migrations/NNNN_name.sql, in the order of their numbers, each in one transaction together
 * with its line in the table `migration`. What has been applied is never run again, and its text must stay as
 * it was.
 *
 * Migrations may run while another version serves: each waits for locks briefly only (a waiting ALTER TABLE
 * makes everybody behind it wait), gives up and tries again. */
#include "internal.h"

#include "branchlight/assets.h"
#include "queries.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ADVISORY_LOCK = 0x6272616e, /* "bran": one migrating process a database */
    LOCK_TRIES = 600,           /* for that lock, 100 ms each */
    MIGRATION_TRIES = 20,       /* for the locks of one migration */
    NAME_SIZE = 128,
    PREFIX_LENGTH = sizeof "sql/migrations/" - 1,
};

struct run {
    struct db *db;
    struct arena *arena;
    unsigned first, count; /* the embedded migrations: indexes in assets */
    unsigned done;         /* of those, how many the database has */
    FILE *progress, *errors;
};

static void nap(unsigned milliseconds)
{
    const struct timespec time = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };
    nanosleep(&time, NULL);
}

static const char *file_name(const struct asset *asset)
{
    return asset->path + PREFIX_LENGTH;
}

static long file_number(const struct asset *asset)
{
    return strtol(file_name(asset), NULL, 10);
}

static bool failed(const struct run *run, const char *what)
{
    fprintf(run->errors, "branchlight: %s: %s.\n", what, db_message(run->db));
    return false;
}

/* The server is new enough, its text is UTF-8, and the database is ours or empty. */
static bool check_database(struct run *run, bool *ret_fresh)
{
    const struct rows rows = db_query(run->db, run->arena, &SQL_migration_look, 0, NULL);
    if (!rows.ok)
        return failed(run, "the database can't be looked at");
    const bool ours = rows_bool(&rows, 0, 0), occupied = rows_bool(&rows, 0, 1);
    const struct span name = rows_text(&rows, 0, 2), encoding = rows_text(&rows, 0, 4);
    const int64_t version = rows_int(&rows, 0, 3);
    if (version < 150000) {
        fprintf(run->errors,
                "branchlight: the database server is PostgreSQL %lld; Branchlight needs 15 or newer: upgrade "
                "it.\n",
                (long long)(version / 10000));
        return false;
    }
    if (!span_equal(encoding, SPAN("UTF8"))) {
        fprintf(run->errors,
                "branchlight: the database %.*s keeps text as %.*s; make one with ENCODING 'UTF8'.\n",
                (int)name.length, name.at, (int)encoding.length, encoding.at);
        return false;
    }
    if (!ours && occupied) {
        fprintf(run->errors,
                "branchlight: the database %.*s holds tables that are not Branchlight's; give it an empty "
                "database.\n",
                (int)name.length, name.at);
        return false;
    }
    *ret_fresh = !ours;
    return true;
}

/* Compares one line of the table with the file that this binary has in its place. */
static bool check_line(const struct run *run, const struct rows *rows, unsigned row)
{
    const int64_t number = rows_int(rows, row, 0);
    const struct span name = rows_text(rows, row, 1), sum = rows_text(rows, row, 2);
    const struct asset *known = row < run->count ? &assets[run->first + row] : NULL;
    if (!known) {
        fprintf(run->errors,
                "branchlight: the database's schema is newer (migration %.*s) than this version of "
                "Branchlight, which "
                "knows %u migrations; install the newer version.\n",
                (int)name.length, name.at, run->count);
        return false;
    }
    if (number != file_number(known) || !span_equal(sum, span_of(known->sha256))) {
        fprintf(run->errors,
                "branchlight: the database's migration %.*s isn't the one that this version of Branchlight "
                "has (%s); "
                "use the version that made it, or restore a backup.\n",
                (int)name.length, name.at, file_name(known));
        return false;
    }
    return true;
}

static bool check_lines(struct run *run)
{
    const struct rows rows = db_query(run->db, run->arena, &SQL_migration_list, 0, NULL);
    if (!rows.ok)
        return failed(run, "the list of applied migrations can't be read");
    for (unsigned row = 0; row < rows.count; row++) {
        if (!check_line(run, &rows, row))
            return false;
    }
    run->done = rows.count;
    return true;
}

static bool lock(struct run *run)
{
    char key[16];
    snprintf(key, sizeof key, "%d", (int)ADVISORY_LOCK);
    for (unsigned i = 0; i < LOCK_TRIES; i++) {
        const struct rows rows =
            db_query(run->db, run->arena, &SQL_migration_lock, 1, (const char *const[]){ key });
        if (!rows.ok)
            return failed(run, "the lock for migrating can't be taken");
        if (rows_bool(&rows, 0, 0))
            return true;
        if (i == 10)
            fputs("branchlight: another process is migrating the database; waiting for it.\n", run->progress);
        nap(100);
    }
    fputs("branchlight: another process has been migrating the database for a minute; wait for it and start "
          "again.\n",
          run->errors);
    return false;
}

static bool apply_once(struct run *run, const struct asset *asset)
{
    char number[24], name[NAME_SIZE];
    snprintf(number, sizeof number, "%ld", file_number(asset));
    snprintf(name, sizeof name, "%s", file_name(asset));
    const char *const values[] = { number, name, asset->sha256 };
    char *sql = arena_copy(run->arena, asset->bytes.at, asset->bytes.length);
    /* Roles and settings that a migration sets for itself end with its transaction. */
    return db_run(run->db, "BEGIN") && db_run(run->db, "SET LOCAL lock_timeout = '2s'") &&
           db_run(run->db, sql) && db_run(run->db, "RESET ROLE") &&
           db_query(run->db, run->arena, &SQL_migration_note, 3, values).ok && db_run(run->db, "COMMIT");
}

static bool worth_another_try(const struct db *db)
{
    const char *state = db_sqlstate(db);
    return strcmp(state, "55P03") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "40001") == 0;
}

static bool apply(struct run *run, const struct asset *asset)
{
    for (unsigned i = 1;; i++) {
        if (apply_once(run, asset)) {
            fprintf(run->progress, "branchlight: applied %s\n", file_name(asset));
            return true;
        }
        const bool again = worth_another_try(run->db) && i < MIGRATION_TRIES;
        if (!again)
            fprintf(run->errors, "branchlight: the migration %s failed, and nothing of it was kept: %s.\n",
                    file_name(asset), db_message(run->db));
        db_run(run->db, "ROLLBACK");
        if (!again)
            return false;
        nap(i * 50);
    }
}

static bool make_table(const struct run *run)
{
    const struct asset *table = asset_find(SPAN("sql/bootstrap/migration.sql"));
    return db_run(run->db, arena_copy(run->arena, table->bytes.at, table->bytes.length)) ||
           failed(run, "the table of migrations can't be made");
}

/* Everything is looked at again under the lock: another process may have migrated in between. */
static bool apply_missing(struct run *run)
{
    bool fresh;
    if (!lock(run) || !check_database(run, &fresh))
        return false;
    if (fresh && !make_table(run))
        return false;
    if (!check_lines(run))
        return false;
    for (unsigned i = run->done; i < run->count; i++) {
        if (!apply(run, &assets[run->first + i]))
            return false;
    }
    return true;
}

/* Connects and compares. Where nothing is missing, the right to read the list is enough. */
static bool compare(struct run *run, bool *ret_fresh)
{
    asset_range("sql/migrations/", &run->first, &run->count);
    if (!db_ready(run->db)) {
        fprintf(run->errors,
                "branchlight: the database can't be reached: %s; see that it runs, and that the setting "
                "\"database\" "
                "is right.\n",
                db_message(run->db));
        return false;
    }
    return check_database(run, ret_fresh) && (*ret_fresh || check_lines(run));
}

static struct run run_begin(const struct db_target *target, FILE *progress, FILE *errors)
{
    return (struct run){ .db = db_create(target, DB_ADMINISTRATOR, 0),
                         .arena = arena_create(),
                         .progress = progress,
                         .errors = errors };
}

static void run_end(struct run *run)
{
    arena_destroy(run->arena);
    db_destroy(run->db); /* and with its session goes the lock */
}

bool db_migrate(const struct db_target *target, FILE *progress, FILE *errors)
{
    struct run run = run_begin(target, progress, errors);
    bool fresh;
    const bool good = compare(&run, &fresh) && ((!fresh && run.done == run.count) || apply_missing(&run));
    run_end(&run);
    return good;
}

int db_migrations_missing(const struct db_target *target, FILE *errors)
{
    struct run run = run_begin(target, NULL, errors);
    bool fresh;
    const bool good = compare(&run, &fresh);
    const int missing = (int)(run.count - run.done);
    run_end(&run);
    return good ? missing : -1;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight doctor: looks at everything that the server stands on, and says what to do. Every statement of
 * the program is prepared against the schema, so that a statement and a schema that don't fit are found here
 * and not by a visitor. */
#include "branchlight/command.h"

#include "branchlight/clock.h"
#include "queries.h"
#include "store.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

enum { SPACE_WANTED_MB = 500, CLOCK_SECONDS = 5, MEGABYTE = 1 << 20, STATEMENT_MS = 5000 };

struct findings {
    const struct store *store;
    struct arena *arena;
    unsigned bad;
};

static void say(struct findings *findings, bool good, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(struct findings *findings, bool good, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs(good ? "good  " : "BAD   ", stdout);
    vprintf(format, values);
    putchar('\n');
    va_end(values);
    findings->bad += !good;
}

static void check_disk(struct findings *findings)
{
    struct statvfs disk;
    const char *directory = findings->store->state.directory;
    if (!*directory || statvfs(directory, &disk) != 0)
        return;
    const unsigned long long free_mb = (unsigned long long)disk.f_bavail * disk.f_frsize / MEGABYTE;
    const bool good = free_mb >= SPACE_WANTED_MB;
    say(findings, good, "disk: %llu MB free for %s%s", free_mb, directory,
        good ? "" : "; free some space, below 100 MB writes will begin to fail");
}

/* Nothing else can be looked at where this fails. */
static bool check_schema(struct findings *findings)
{
    const int missing = db_migrations_missing(&findings->store->target, stdout);
    if (missing < 0)
        findings->bad++;
    else
        say(findings, missing == 0,
            missing == 0 ? "schema: up to date"
                         : "schema: %d migrations are missing; run: branchlight migrate",
            missing);
    return missing == 0;
}

static void check_server(struct findings *findings, struct db *db)
{
    char now[24];
    snprintf(now, sizeof now, "%lld", (long long)(clock_now() - findings->store->config.clock_offset));
    const struct rows rows =
        db_query(db, findings->arena, &SQL_doctor_server, 1, (const char *const[]){ now });
    if (!rows.ok) {
        say(findings, false, "database: %s", db_message(db));
        return;
    }
    const struct span version = rows_text(&rows, 0, 0), name = rows_text(&rows, 0, 1);
    const int64_t ahead = rows_int(&rows, 0, 2);
    say(findings, true, "database: %.*s on PostgreSQL %.*s", (int)name.length, name.at, (int)version.length,
        version.at);
    say(findings, llabs(ahead) <= CLOCK_SECONDS, "clock: the database's differs by %lld s%s",
        (long long)ahead,
        llabs(ahead) <= CLOCK_SECONDS ? ""
                                      : "; run a time service (chrony, systemd-timesyncd) on both machines");
    say(findings, !rows_bool(&rows, 0, 3),
        rows_bool(&rows, 0, 3)
            ? "database: this is a standby; name the primary too in the setting \"database\""
            : "database: takes writes");
    say(findings, true, "database: data checksums are %s",
        rows_bool(&rows, 0, 4) ? "on" : "off; a damaged disk goes unnoticed");
}

static void check_roles(struct findings *findings, struct db *db)
{
    const struct rows rows = db_query(db, findings->arena, &SQL_doctor_roles, 0, NULL);
    if (!rows.ok)
        say(findings, false, "roles: %s", db_message(db));
    for (unsigned row = 0; row < rows.count; row++) {
        const struct span name = rows_text(&rows, row, 0);
        const char *wrong = rows_bool(&rows, row, 1) ? "doesn't exist; run: branchlight migrate"
                            : rows_bool(&rows, row, 2)
                                ? "passes row level security; ALTER ROLE … NOSUPERUSER NOBYPASSRLS"
                            : rows_bool(&rows, row, 3) ? "can't log in; ALTER ROLE … LOGIN"
                            : rows_bool(&rows, row, 4) ? "owns tables; REASSIGN OWNED … TO branchlight_owner"
                                                       : NULL;
        say(findings, !wrong, "role %.*s%s%s", (int)name.length, name.at, wrong ? ": " : "",
            wrong ? wrong : "");
    }
}

/* Preparing asks for the right to the schemas only, so a statement is good where one of the roles can prepare
 * it. */
static bool prepare(struct db *const *roles, const struct query *query, const char **ret_message)
{
    for (unsigned role = 0; role < DB_ROLES; role++) {
        if (db_prepare(roles[role], query))
            return true;
        if (strcmp(db_sqlstate(roles[role]), "42501") != 0)
            *ret_message = db_message(roles[role]);
    }
    return false;
}

static void check_queries(struct findings *findings, struct db *const *roles)
{
    unsigned good = 0;
    for (unsigned i = 0; i < query_count; i++) {
        const char *message = "no role has the right";
        if (prepare(roles, queries[i], &message))
            good++;
        else
            say(findings, false, "statement %s: %s", queries[i]->name, message);
    }
    say(findings, good == query_count, "statements: %u of %u fit the schema", good, query_count);
}

static void check_database(struct findings *findings)
{
    static const char *const names[DB_ROLES] = { "its administrator", "branchlight_migrator",
                                                 "branchlight_visitor", "branchlight_staff",
                                                 "branchlight_jobs" };
    struct db *roles[DB_ROLES];
    for (unsigned role = 0; role < DB_ROLES; role++) {
        roles[role] = db_create(&findings->store->target, (enum db_role)role, STATEMENT_MS);
        if (!db_ready(roles[role]))
            say(findings, false, "connection as %s: %s; see docs/operations.md", names[role],
                db_message(roles[role]));
    }
    check_server(findings, roles[DB_ADMINISTRATOR]);
    check_roles(findings, roles[DB_ADMINISTRATOR]);
    check_queries(findings, roles);
    for (unsigned role = 0; role < DB_ROLES; role++)
        db_destroy(roles[role]);
}

static int run(const char *const *arguments)
{
    struct store store;
    const int status = store_configure(arguments, &store);
    if (status != 0)
        return status;
    if (store.words[0]) {
        fprintf(stderr, "branchlight: doctor takes settings only, not \"%s\".\n", store.words[0]);
        return 2;
    }
    struct findings findings = { .store = &store, .arena = arena_create() };
    if (!store_open(&store, STORE_LOOK))
        findings.bad++;
    else if (check_disk(&findings), check_schema(&findings))
        check_database(&findings);
    arena_destroy(findings.arena);
    store_close(&store);
    if (findings.bad == 0)
        puts("Everything is well.");
    return findings.bad == 0 ? 0 : 1;
}

const struct command command_doctor = {
    .name = "doctor",
    .summary = "look at everything the server stands on, and say what to do",
    .help =
        "Usage: branchlight doctor [--setting=value …]\n\n"
        "Checks disk space, the connection as each role, versions, clock, schema, roles and their "
        "rights, and prepares\n"
        "every statement of the program against the schema. Changes nothing. Exit status 0 where all is "
        "well.\n"
        "Without a configured database this is the embedded one, started if it doesn't run, but not made.\n",
    .run = run,
};

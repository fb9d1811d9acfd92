/* SPDX-License-Identifier: Apache-2.0
 *
 * PostgreSQL. The only module that includes <libpq-fe.h>.
 *
 * Statements are files in sql/queries/, embedded and named by build/queries.h as `const struct query
 * SQL_<file name>`; each is prepared once per connection, when it is first used and again after a reconnect.
 * Parameters are text; NULL is SQL NULL.
 */
#ifndef BRANCHLIGHT_DB_H
#define BRANCHLIGHT_DB_H

#include "branchlight/arena.h"
#include "branchlight/config.h"
#include "branchlight/span.h"

#include <stdint.h>
#include <stdio.h>

struct query {
    const char *name; /* "event_register" */
    const char *sql;  /* the file's text */
};

/* As whom to connect, each for one purpose (sql/migrations/0001_roles.sql). With a configured database the
 * first two are the conninfo's own user; the others are the role of that name, at the same address. The
 * environment may name a whole conninfo for each: BRANCHLIGHT_DATABASE_VISITOR … (docs/operations.md). */
enum db_role {
    DB_ADMINISTRATOR, /* migrates: may create roles */
    DB_MIGRATOR,      /* seeds: a member of the owner */
    DB_VISITOR,
    DB_STAFF,
    DB_JOBS,
    DB_ROLES
};

/* Where the database is: the embedded server's socket, or the configured conninfo. */
struct db_target {
    const char *conninfo; /* without user; "" for libpq's own defaults */
    bool embedded;
};

/* Whether a text is a conninfo at all; nothing is reached for. */
bool db_conninfo_readable(const char *conninfo);

struct db; /* one connection, used by one thread at a time; reconnects when it is next used */

/* A connection that isn't open yet. Timeouts are set as it opens: connect 2 s, lock 1 s, idle in a
 * transaction 5 s, statement `statement_ms` (0: none). Where the conninfo doesn't say otherwise, only a
 * server that takes writes will do: a standby can't LISTEN. `target` is borrowed for its life. */
struct db *db_create(const struct db_target *target, enum db_role role, unsigned statement_ms);
void db_destroy(struct db *db);

/* Opens it if it isn't. False where that failed (logged once per outage). After a failure it isn't tried
 * again before a pause that grows from 50 ms to 2 s, with jitter; until then the answer is false at once. */
bool db_ready(struct db *db);

/* The result of a statement. Rows are valid until the arena that was given is reset.
 *
 * A connection that fails (or whose server became read-only: 25006, the primary moved) is dropped, and the
 * next statement opens a new one. If that happens inside a transaction, every further statement fails, until
 * ROLLBACK or BEGIN by db_run: half a transaction never goes on elsewhere. */
struct rows {
    bool ok;        /* false: failed; the connection remembers why */
    unsigned count; /* rows */
    unsigned columns;
    void *result; /* for the accessors */
};
/* Prepares a statement without running it. */
bool db_prepare(struct db *db, const struct query *query);
struct rows db_query(struct db *db, struct arena *arena, const struct query *query, unsigned count,
                     const char *const *values);
/* The same with the result in PostgreSQL's binary format (loader). */
struct rows db_query_binary(struct db *db, struct arena *arena, const struct query *query, unsigned count,
                            const char *const *values);
/* Row by row in binary format, for large results: `each` gets one row at a time (rows.count == 1); false from
 * it stops. True if all went well. */
bool db_each(struct db *db, const struct query *query, unsigned count, const char *const *values,
             bool (*each)(void *context, const struct rows *rows), void *context);
/* Statements without parameters or result, several at once (BEGIN, migrations). False on failure. A COMMIT
 * whose outcome nobody knows (the connection went, or no standby confirmed it) fails with SQLSTATE 08007. */
bool db_run(struct db *db, const char *sql);
/* SQLSTATE of the last failure ("" for none, "08006" for a lost connection) and its constraint name ("" for
 * none). What fails only because the transaction had failed before (25P02) doesn't replace the reason. */
const char *db_sqlstate(const struct db *db);
const char *db_constraint(const struct db *db);
/* PostgreSQL's own message of the last failure: for the log and the operator's terminal only. */
const char *db_message(const struct db *db);

/* Text of a cell; at == NULL for SQL NULL. The numbers are 0 for NULL. All of them read either format: text,
 * or PostgreSQL's binary one (integers, float8, bool, text, jsonb as text). */
struct span rows_text(const struct rows *rows, unsigned row, unsigned column);
int64_t rows_int(const struct rows *rows, unsigned row, unsigned column);
double rows_double(const struct rows *rows, unsigned row, unsigned column);
bool rows_bool(const struct rows *rows, unsigned row, unsigned column);
bool rows_null(const struct rows *rows, unsigned row, unsigned column);

/* Waits up to `milliseconds` for a notification on the channels that were LISTENed to, or for `wake_fd` (an
 * eventfd; -1: none) to become readable. 1: notified; 0: time is up or woken; -1: the connection is lost.
 * Where it was lost before, it waits (for wake_fd too) until opening it is worth trying again, then says -1.
 */
int db_wait(struct db *db, int milliseconds, int wake_fd);

/* Migrations (sql/migrations/NNNN_name.sql, embedded): applies what is missing, each in a transaction of its
 * own, under an advisory lock; forward only, checksums compared. Refuses a schema that is newer, changed, or
 * somebody else's. False with one sentence on `errors`. */
bool db_migrate(const struct db_target *target, FILE *progress, FILE *errors);
/* How many are missing; -1 after one sentence on `errors` where db_migrate would refuse. */
int db_migrations_missing(const struct db_target *target, FILE *errors);

/* The embedded PostgreSQL in STATE/postgres. Who has claimed the state directory (state_claim) is its
 * owner: makes it where there is none (EMBEDDED_OWN; EMBEDDED_LOOK makes nothing), adopts it where it is
 * alive, else starts it; supervises it and stops it. Another process visits it, and waits until it is there.
 * On failure one sentence with the remedy on `errors`, and NULL. SIGINT, SIGTERM and SIGHUP, where they are
 * blocked, end the waiting. */
struct state;
struct embedded;
enum embedded_use { EMBEDDED_VISIT, EMBEDDED_LOOK, EMBEDDED_OWN };
struct embedded *embedded_start(const struct state *state, enum embedded_use use, FILE *progress,
                                FILE *errors);
/* Whether the state directory `directory` has none; touches nothing. */
bool embedded_missing(const char *directory);
/* Valid until embedded_stop. */
const struct db_target *embedded_target(const struct embedded *server);
/* Supervises: restarts a server that died, with backoff; reaps. Called about once a second, and after
 * SIGCHLD. */
void embedded_tend(struct embedded *server);
/* Stops it (fast: transactions are rolled back) where the caller is its owner. NULL is allowed. */
void embedded_stop(struct embedded *server);

#endif

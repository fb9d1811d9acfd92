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

/* The login roles that Branchlight uses, each for one purpose (sql/migrations/0001_roles.sql). */
enum db_role { DB_MIGRATOR, DB_VISITOR, DB_STAFF, DB_JOBS, DB_ROLES };

/* Where the database is: the embedded server's socket, or the configured conninfo. */
struct db_target {
    const char *conninfo; /* without user; "" for libpq's own defaults */
    bool embedded;
};

struct db; /* one connection, used by one thread at a time; reconnects when it is next used */

/* A connection that isn't open yet. Timeouts are those of SECURITY.md (connect 2 s, lock 1 s, statement
 * `statement_ms`). */
struct db *db_create(const struct db_target *target, enum db_role role, unsigned statement_ms);
void db_destroy(struct db *db);

/* Opens it if it isn't. False where that failed (logged once per outage). */
bool db_ready(struct db *db);

/* The result of a statement. Rows are valid until the arena that was given is reset. */
struct rows {
    bool ok;        /* false: failed; the connection remembers why */
    unsigned count; /* rows */
    unsigned columns;
    void *result; /* for the accessors */
};
struct rows db_query(struct db *db, struct arena *arena, const struct query *query, unsigned count,
                     const char *const *values);
/* The same with the result in PostgreSQL's binary format (loader). */
struct rows db_query_binary(struct db *db, struct arena *arena, const struct query *query, unsigned count,
                            const char *const *values);
/* Row by row, for large results: `each` gets one row at a time (rows.count == 1); false from it stops. True
 * if all went well. */
bool db_each(struct db *db, const struct query *query, unsigned count, const char *const *values,
             bool (*each)(void *context, const struct rows *rows), void *context);
/* Statements without parameters or result, several at once (BEGIN, migrations). False on failure. */
bool db_run(struct db *db, const char *sql);
/* SQLSTATE of the last failure ("" for none, "08006" for a lost connection) and its constraint name ("" for
 * none). */
const char *db_sqlstate(const struct db *db);
const char *db_constraint(const struct db *db);
/* PostgreSQL's own message of the last failure: for the log and the operator's terminal only. */
const char *db_message(const struct db *db);

/* Text of a cell; at == NULL for SQL NULL. The numbers are 0 for NULL. db_int4s reads a binary int4[]: count
 * elements, in the arena. */
struct span rows_text(const struct rows *rows, unsigned row, unsigned column);
int64_t rows_int(const struct rows *rows, unsigned row, unsigned column);
double rows_double(const struct rows *rows, unsigned row, unsigned column);
bool rows_bool(const struct rows *rows, unsigned row, unsigned column);
bool rows_null(const struct rows *rows, unsigned row, unsigned column);

/* Waits up to `milliseconds` for a notification on the channels that were LISTENed to, or for `wake_fd` (an
 * eventfd; -1: none) to become readable. 1: notified; 0: time is up or woken; -1: the connection is lost. */
int db_wait(struct db *db, int milliseconds, int wake_fd);

/* Migrations: applies what is missing under an advisory lock; forward only, checksums compared. False with
 * one sentence on `errors`. */
bool db_migrate(const struct db_target *target, FILE *progress, FILE *errors);
/* 0 schema as this binary expects it; 1 older (migrate), 2 newer or changed (refuse); -1 can't tell. */
int db_schema_state(struct db *db);

/* The embedded PostgreSQL in STATE/postgres: initdb where there is none, adopted where it is alive, else
 * started. */
struct embedded;
struct embedded *embedded_start(const char *state, FILE *progress, FILE *errors);
struct db_target embedded_target(const struct embedded *server);
/* Supervises: restarts a server that died, with backoff. Called about once a second. */
void embedded_tend(struct embedded *server);
void embedded_stop(struct embedded *server);

#endif

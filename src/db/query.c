/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements: prepared when a connection first uses them, then only bound and executed. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static bool is_prepared(const struct db *db, const struct query *query)
{
    for (unsigned i = 0; i < db->prepared_count; i++) {
        if (db->prepared[i] == query)
            return true;
    }
    return false;
}

static bool prepare(struct db *db, const struct query *query)
{
    if (is_prepared(db, query))
        return true;
    if (db->prepared_count == db->prepared_capacity) {
        db->prepared_capacity = db->prepared_capacity ? 2 * db->prepared_capacity : 16;
        db->prepared = realloc(db->prepared, db->prepared_capacity * sizeof(const struct query *));
        if (!db->prepared)
            abort();
    }
    PGresult *result = PQprepare(db->connection, query->name, query->sql, 0, NULL);
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (good)
        db->prepared[db->prepared_count++] = query;
    else
        db_fail_by(db, result);
    PQclear(result);
    return good;
}

/* A connection for the next statement of what the caller is doing. */
static bool usable(struct db *db)
{
    if (db->connection && PQstatus(db->connection) != CONNECTION_OK)
        db_drop(db);
    return !db->torn && db_ready(db);
}

bool db_prepare(struct db *db, const struct query *query)
{
    return usable(db) && prepare(db, query);
}

static void result_clear(void *result)
{
    PQclear(result);
}

static struct rows rows_of(PGresult *result)
{
    return (struct rows){ .ok = true,
                          .count = (unsigned)PQntuples(result),
                          .columns = (unsigned)PQnfields(result),
                          .result = result };
}

static struct rows execute(struct db *db, struct arena *arena, const struct query *query, unsigned count,
                           const char *const *values, int format)
{
    if (!db_prepare(db, query))
        return (struct rows){ .ok = false };
    PGresult *result = PQexecPrepared(db->connection, query->name, (int)count, values, NULL, NULL, format);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        db_fail_by(db, result);
        PQclear(result);
        return (struct rows){ .ok = false };
    }
    db_track(db);
    arena_defer(arena, result_clear, result);
    return rows_of(result);
}

struct rows db_query(struct db *db, struct arena *arena, const struct query *query, unsigned count,
                     const char *const *values)
{
    return execute(db, arena, query, count, values, 0);
}

struct rows db_query_binary(struct db *db, struct arena *arena, const struct query *query, unsigned count,
                            const char *const *values)
{
    return execute(db, arena, query, count, values, 1);
}

static void cancel(const struct db *db)
{
    char reason[256];
    PGcancel *request = PQgetCancel(db->connection);
    if (request)
        PQcancel(request, reason, sizeof reason);
    PQfreeCancel(request);
}

/* Reads results until there are no more: only then will the connection take another statement. */
static bool each_row(struct db *db, bool (*each)(void *context, const struct rows *rows), void *context)
{
    bool good = true, stopped = false;
    PGresult *result;
    while (db->connection && (result = PQgetResult(db->connection))) {
        const ExecStatusType status = PQresultStatus(result);
        const struct rows rows = rows_of(result);
        if (status == PGRES_SINGLE_TUPLE && !stopped && !each(context, &rows)) {
            stopped = true;
            cancel(db);
        } else if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && !stopped) {
            good = false;
            db_fail_by(db, result);
        }
        PQclear(result);
    }
    return good && !stopped;
}

bool db_each(struct db *db, const struct query *query, unsigned count, const char *const *values,
             bool (*each)(void *context, const struct rows *rows), void *context)
{
    if (!db_prepare(db, query))
        return false;
    if (!PQsendQueryPrepared(db->connection, query->name, (int)count, values, NULL, NULL, 1) ||
        !PQsetSingleRowMode(db->connection)) {
        db_fail_by(db, NULL);
        return false;
    }
    const bool good = each_row(db, each, context);
    if (db->connection)
        db_track(db);
    return good;
}

static bool begins(const char *sql, const char *word)
{
    return strncasecmp(sql, word, strlen(word)) == 0;
}

bool db_run(struct db *db, const char *sql)
{
    if (db->torn && begins(sql, "rollback")) {
        db->torn = false;
        return true;
    }
    if (begins(sql, "begin"))
        db->torn = false;
    if (!usable(db))
        return false;
    db->unconfirmed = false;
    const bool commit = begins(sql, "commit");
    PGresult *result = PQexec(db->connection, sql);
    const ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good)
        db_fail_by(db, result);
    else
        db_track(db);
    PQclear(result);
    /* What the server did with a COMMIT before the connection went, nobody knows. */
    if (commit && (db->unconfirmed || !db->connection)) {
        db_fail(db, "08007",
                db->unconfirmed ? "no standby confirmed the commit"
                                : "the connection went during the commit");
        db->torn = false;
        good = false;
    }
    return good;
}

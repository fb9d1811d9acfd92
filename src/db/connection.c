/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening, losing and opening again one connection; and what is remembered of a failure.
 *
 * Time limits are sent as options of the connection itself: they hold from the first statement on, cost no
 * round trip, and come back by themselves after a reconnect. */
#include "internal.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
    LOCK_MS = 1000,
    IDLE_IN_TRANSACTION_MS = 5000,
    PAUSE_FIRST_MS = 50,
    PAUSE_LAST_MS = 2000,
    OPTIONS_SIZE = 1024,
};

struct role_name {
    const char *user;        /* with the embedded server, and with a conninfo that names nobody else */
    const char *environment; /* a whole conninfo for this role */
    bool own;                /* with a configured database: the conninfo's own user */
};
static const struct role_name roles[DB_ROLES] = {
    [DB_ADMINISTRATOR] = { "postgres", "BRANCHLIGHT_DATABASE_ADMINISTRATOR", true },
    [DB_MIGRATOR] = { "branchlight_migrator", "BRANCHLIGHT_DATABASE_MIGRATOR", true },
    [DB_VISITOR] = { "branchlight_visitor", "BRANCHLIGHT_DATABASE_VISITOR", false },
    [DB_STAFF] = { "branchlight_staff", "BRANCHLIGHT_DATABASE_STAFF", false },
    [DB_JOBS] = { "branchlight_jobs", "BRANCHLIGHT_DATABASE_JOBS", false },
};

struct db *db_create(const struct db_target *target, enum db_role role, unsigned statement_ms)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->target = target;
    db->role = role;
    db->statement_ms = statement_ms;
    return db;
}

void db_destroy(struct db *db)
{
    if (!db)
        return;
    db_drop(db);
    free(db->prepared);
    free(db);
}

void db_drop(struct db *db)
{
    PQfinish(db->connection);
    db->connection = NULL;
    db->prepared_count = 0;
    db->torn = db->torn || db->in_transaction;
    db->in_transaction = false;
}

/* The first line of a message, without "FATAL:  " and the like being cut: what operators know from psql. */
static void message_copy(const char *text, char ret_line[MESSAGE_SIZE])
{
    size_t length = 0;
    for (; length + 1 < MESSAGE_SIZE && *text && *text != '\n'; text++)
        ret_line[length++] = iscntrl((unsigned char)*text) ? ' ' : *text;
    ret_line[length] = '\0';
}

static void field_copy(const char *text, size_t size, char *ret_field)
{
    snprintf(ret_field, size, "%s", text ? text : "");
}

void db_fail(struct db *db, const char *sqlstate, const char *message)
{
    field_copy(sqlstate, sizeof db->sqlstate, db->sqlstate);
    db->constraint[0] = '\0';
    message_copy(message, db->message);
}

/* 25006: the server became a standby, so the primary is elsewhere now. 26000: our prepared statement isn't
 * there (a pooler between us gave us another session). 0A000 from the plan cache: a migration changed what a
 * prepared statement returns. 57P0x: the server is going down. */
static bool connection_is_useless(const PGresult *result, const char *sqlstate)
{
    const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
    return strncmp(sqlstate, "08", 2) == 0 || strncmp(sqlstate, "57P0", 4) == 0 ||
           strcmp(sqlstate, "25006") == 0 || strcmp(sqlstate, "26000") == 0 ||
           (strcmp(sqlstate, "0A000") == 0 && function && strcmp(function, "RevalidateCachedQuery") == 0);
}

void db_fail_by(struct db *db, const PGresult *result)
{
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (PQstatus(db->connection) == CONNECTION_BAD || !sqlstate) {
        db_fail(db, sqlstate ? sqlstate : "08006", PQerrorMessage(db->connection));
        db_drop(db);
        return;
    }
    if (strcmp(sqlstate, "25P02") != 0) {
        const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        db_fail(db, sqlstate, primary ? primary : "");
        field_copy(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME), sizeof db->constraint,
                   db->constraint);
    }
    if (connection_is_useless(result, sqlstate))
        db_drop(db);
    else
        db_track(db);
}

void db_track(struct db *db)
{
    const PGTransactionStatusType status = PQtransactionStatus(db->connection);
    db->in_transaction = status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/* Notices are for people at psql; one of them decides about a COMMIT. */
static void notice(void *context, const PGresult *result)
{
    struct db *db = context;
    const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
    if (function && strcmp(function, "SyncRepWaitForLSN") == 0)
        db->unconfirmed = true;
}

bool db_conninfo_readable(const char *conninfo)
{
    PQconninfoOption *const options = PQconninfoParse(conninfo, NULL);
    const bool readable = options;

    PQconninfoFree(options);
    return readable;
}

/* The options that a conninfo has itself stay, ours come behind; and what it says about standbys counts. A
 * rehearsal's clock is the database's too: the day of SQL's clock_now() must be the pages' own. */
static void options_of(const struct db *db, const char *conninfo, char ret_options[OPTIONS_SIZE],
                       const char **ret_attributes)
{
    PQconninfoOption *const options = PQconninfoParse(conninfo, NULL), *option;
    const char *given = "";
    int length;
    *ret_attributes = "read-write";
    for (option = options; option && option->keyword; option++) {
        if (!option->val)
            continue;
        if (strcmp(option->keyword, "options") == 0)
            given = option->val;
        if (strcmp(option->keyword, "target_session_attrs") == 0)
            *ret_attributes = NULL;
    }
    length = snprintf(
        ret_options, OPTIONS_SIZE,
        "%.512s -c statement_timeout=%u -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d", given,
        db->statement_ms, (int)LOCK_MS, (int)IDLE_IN_TRANSACTION_MS);
    if (clock_shifted() != 0)
        snprintf(ret_options + length, (size_t)(OPTIONS_SIZE - length), " -c branchlight.clock_offset=%lld",
                 (long long)clock_shifted());
    PQconninfoFree(options);
}

static PGconn *attempt(const struct db *db)
{
    const struct role_name *role = &roles[db->role];
    const char *whole = db->target->embedded ? NULL : getenv(role->environment);
    const char *conninfo = whole && *whole ? whole : db->target->conninfo;
    const bool named = db->target->embedded || (!role->own && conninfo != whole);
    const char *names[16], *values[16], *attributes;
    char options[OPTIONS_SIZE];
    unsigned count = 0;

    options_of(db, conninfo, options, &attributes);
    const char *const pairs[][2] = {
        { "dbname", conninfo }, /* the first dbname is expanded; what comes behind overrides it */
        { "options", options },
        { "connect_timeout", "2" },
        { "client_encoding", "UTF8" },
        { "fallback_application_name", "branchlight" },
        { "keepalives_idle", "5" },
        { "keepalives_interval", "2" },
        { "keepalives_count", "3" },
        { "tcp_user_timeout", "10000" },
        { "user", named ? role->user : NULL },
        { "target_session_attrs", attributes },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!pairs[i][1])
            continue;
        names[count] = pairs[i][0];
        values[count++] = pairs[i][1];
    }
    names[count] = values[count] = NULL;
    return PQconnectdbParams(names, values, 1);
}

bool db_open(struct db *db)
{
    if (db->connection)
        return true;
    db->connection = attempt(db);
    if (PQstatus(db->connection) != CONNECTION_OK) {
        db_fail(db, "08001", PQerrorMessage(db->connection));
        PQfinish(db->connection);
        db->connection = NULL;
        return false;
    }
    PQsetNoticeReceiver(db->connection, notice, db);
    return true;
}

/* Between half and the whole of the pause: many processes that lost one server don't come back in step. */
static int64_t pause_ns(unsigned attempts)
{
    uint32_t random = 0;
    int64_t longest = PAUSE_FIRST_MS;
    for (unsigned i = 1; i < attempts && longest < PAUSE_LAST_MS; i++)
        longest *= 2;
    if (longest > PAUSE_LAST_MS)
        longest = PAUSE_LAST_MS;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        random = 0;
    return (longest * 500000) + (int64_t)(random % 1000) * longest * 500;
}

bool db_ready(struct db *db)
{
    if (db->connection && PQstatus(db->connection) == CONNECTION_OK)
        return true;
    if (db->connection)
        db_drop(db);
    if (clock_monotonic_ns() < db->next_attempt)
        return false;
    if (!db_open(db)) {
        db->attempts++;
        db->next_attempt = clock_monotonic_ns() + pause_ns(db->attempts);
        if (!db->outage)
            log_event(LOG_WARNING, "database_unreachable", LOG_FIELD_TEXT("role", roles[db->role].user),
                      LOG_FIELD_TEXT("message", db->message));
        db->outage = true;
        return false;
    }
    if (db->outage)
        log_event(LOG_INFO, "database_reached", LOG_FIELD_TEXT("role", roles[db->role].user));
    db->outage = false;
    db->attempts = 0;
    return true;
}

const char *db_sqlstate(const struct db *db)
{
    return db->sqlstate;
}

const char *db_constraint(const struct db *db)
{
    return db->constraint;
}

const char *db_message(const struct db *db)
{
    return db->message;
}

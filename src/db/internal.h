/* SPDX-License-Identifier: Apache-2.0
 *
 * What a connection is made of. Only for src/db. */
#ifndef BRANCHLIGHT_DB_INTERNAL_H
#define BRANCHLIGHT_DB_INTERNAL_H

#include "branchlight/db.h"

#include <libpq-fe.h>

enum { SQLSTATE_SIZE = 6, CONSTRAINT_SIZE = 64, MESSAGE_SIZE = 512 };

struct db {
    const struct db_target *target;
    enum db_role role;
    unsigned statement_ms;
    PGconn *connection;            /* NULL: not open */
    const struct query **prepared; /* on this connection */
    unsigned prepared_count, prepared_capacity;
    bool in_transaction;  /* as of the last statement */
    bool torn;            /* the connection went inside a transaction: nothing but ROLLBACK or BEGIN helps */
    bool unconfirmed;     /* the server said that no standby confirmed the COMMIT */
    bool outage;          /* that it can't be reached has been logged */
    unsigned attempts;    /* that failed in a row */
    int64_t next_attempt; /* clock_monotonic_ns */
    char sqlstate[SQLSTATE_SIZE];
    char constraint[CONSTRAINT_SIZE];
    char message[MESSAGE_SIZE]; /* one line */
};

/* Opens without a pause between attempts. For those who decide themselves how long to wait. */
bool db_open(struct db *db);
/* Closes; statements must be prepared again. */
void db_drop(struct db *db);
/* Remembers a failure of ours or of libpq. */
void db_fail(struct db *db, const char *sqlstate, const char *message);
/* Remembers why a result (NULL: the connection failed) isn't what it should be, and drops a connection that
 * is of no more use. */
void db_fail_by(struct db *db, const PGresult *result);
/* After a statement that went well. */
void db_track(struct db *db);

#endif

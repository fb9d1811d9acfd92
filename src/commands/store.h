/* SPDX-License-Identifier: Apache-2.0
 *
 * What every command that works on the data begins and ends with: configuration, state directory, database.
 */
#ifndef BRANCHLIGHT_STORE_H
#define BRANCHLIGHT_STORE_H

#include "branchlight/config.h"
#include "branchlight/db.h"
#include "branchlight/state.h"

#include <signal.h>

enum { STORE_WORDS_MAX = 16 };

struct store {
    struct config config;
    const char *words[STORE_WORDS_MAX]; /* of the command line, that are not settings; NULL-terminated */
    struct state state;                 /* with the embedded database, and for the server */
    struct embedded *embedded;          /* NULL: a configured database */
    struct db_target target;
};

/* Reads the configuration, and sets clock and log by it. 0, or the exit status. */
int store_configure(const char *const *arguments, struct store *ret_store);

/* Finds the database: the configured one (not connected to yet), or the embedded one, which is started where
 * it doesn't run. The server has its state directory for itself; a command may come while the server runs;
 * who looks makes no database where there is none, which is then a failure. From here on the signals of
 * store_signals wait, in this thread and those that it starts, but for a command on a configured database.
 * False after one sentence on standard error. */
enum store_use { STORE_COMMAND, STORE_LOOK, STORE_SERVER };
bool store_open(struct store *store, enum store_use use);

/* SIGCHLD, and what asks us to end: SIGINT, SIGTERM, and SIGHUP (the terminal has gone) where it isn't
 * ignored (nohup). */
void store_signals(sigset_t *ret_signals);

/* Stops what store_open started. NULL-safe in its parts. */
void store_close(struct store *store);

#endif

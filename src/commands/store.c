/* SPDX-License-Identifier: Apache-2.0
 *
 * Configuration, state directory and database for the commands. A command that comes while `branchlight
 * serve` runs on the same state directory works on the server's database, and leaves it running. */
#include "store.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"

#include <signal.h>
#include <string.h>

enum { COMMAND_CLAIM_MS = 200, SERVER_CLAIM_MS = 3000 /* the one before may be stopping */ };

static enum log_level level_of(const char *name)
{
    static const char *const names[] = { "debug", "info", "warning" };
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0)
            return (enum log_level)i;
    }
    return LOG_ERROR;
}

int store_configure(const char *const *arguments, struct store *ret_store)
{
    *ret_store = (struct store){ 0 };
    if (!config_load(arguments, &ret_store->config, ret_store->words, STORE_WORDS_MAX, stderr))
        return 2;
    log_set_level(level_of(ret_store->config.log_level));
    clock_shift(ret_store->config.clock_offset);
    ret_store->target.conninfo = ret_store->config.database;
    return 0;
}

void store_signals(sigset_t *ret_signals)
{
    struct sigaction hangup;

    sigemptyset(ret_signals);
    sigaddset(ret_signals, SIGINT);
    sigaddset(ret_signals, SIGTERM);
    sigaddset(ret_signals, SIGCHLD);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaddset(ret_signals, SIGHUP);
}

static void signals_block(void)
{
    sigset_t waiting;

    store_signals(&waiting);
    sigprocmask(SIG_BLOCK, &waiting, NULL);
}

static bool claim(const struct store *store, enum store_use use, bool *ret_owner)
{
    int holder = 0;
    const enum state_claim result =
        state_claim(&store->state, use == STORE_SERVER ? SERVER_CLAIM_MS : COMMAND_CLAIM_MS, &holder, stderr);
    *ret_owner = result == STATE_TAKEN;
    if (result != STATE_HELD || use != STORE_SERVER)
        return result != STATE_FAILED;
    fprintf(stderr,
            "branchlight: another branchlight (process %d) runs with the state directory %s; stop it, or "
            "give this one "
            "a directory of its own with --state=DIRECTORY.\n",
            holder, store->state.directory);
    return false;
}

/* Before anything is touched: even the lock would be a new file. */
static bool is_made(const struct store *store)
{
    char path[PATH_MAX];
    if (!state_locate(store->config.state, path, stderr))
        return false;
    if (!embedded_missing(path))
        return true;
    fprintf(stderr,
            "branchlight: there is no database in the state directory %s; branchlight serve makes one, "
            "--state=DIRECTORY and --database=CONNINFO name another.\n",
            path);
    return false;
}

bool store_open(struct store *store, enum store_use use)
{
    bool owner;

    /* Nothing of ours would be left running: a database that doesn't answer must not keep anybody here. */
    if (store->config.database && use != STORE_SERVER)
        return true;
    signals_block();
    if (use == STORE_LOOK && !is_made(store))
        return false;
    if (!state_prepare(store->config.state, &store->state, stderr, stderr) || !claim(store, use, &owner))
        return false;
    if (store->config.database)
        return true;
    const enum embedded_use embedded_use = !owner              ? EMBEDDED_VISIT
                                           : use == STORE_LOOK ? EMBEDDED_LOOK
                                                               : EMBEDDED_OWN;
    store->embedded = embedded_start(&store->state, embedded_use, stderr, stderr);
    if (!store->embedded)
        return false;
    store->target = *embedded_target(store->embedded);
    return true;
}

void store_close(struct store *store)
{
    embedded_stop(store->embedded);
    store->embedded = NULL;
}

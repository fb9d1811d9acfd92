/* SPDX-License-Identifier: Apache-2.0
 *
 * Configuration, state directory and database for the commands. A command that comes while `branchlight
 * serve` runs on the same state directory works on the server's database, and leaves it running. */
#include "store.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"

#include <signal.h>
#include <string.h>

enum { CLAIM_MS = 200 };

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

bool store_open(struct store *store)
{
    sigset_t stops;
    int holder;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigprocmask(SIG_BLOCK, &stops, NULL);
    if (store->config.database)
        return true;
    if (!state_prepare(store->config.state, &store->state, stderr, stderr))
        return false;
    const enum state_claim claim = state_claim(&store->state, CLAIM_MS, &holder, stderr);
    if (claim == STATE_FAILED)
        return false;
    store->embedded = embedded_start(&store->state, claim == STATE_TAKEN, stderr, stderr);
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * The embedded server's parts. Only for embedded*.c. */
#ifndef BRANCHLIGHT_EMBEDDED_INTERNAL_H
#define BRANCHLIGHT_EMBEDDED_INTERNAL_H

#include "branchlight/db.h"
#include "branchlight/state.h"
#include "postmaster.h"

struct embedded {
    const struct state *state;
    FILE *progress, *errors; /* while it starts */
    bool owner, makes;
    char data[PATH_MAX + 16], log[PATH_MAX + 16], bin[PATH_MAX], sockets[PATH_MAX];
    char conninfo[2 * PATH_MAX + 64];
    struct db_target target;
    pid_t pid;          /* 0: none */
    bool child;         /* ours to reap; else adopted */
    long log_start;     /* where in the log the present start begins */
    unsigned deaths;    /* one after the other, each within a minute of its start */
    int64_t started_at; /* clock_monotonic_ns */
    int64_t restart_at;
};

/* Makes STATE/postgres where there is none (embedded_make.c). */
bool embedded_make(struct embedded *server);

/* Says why a program of PostgreSQL's ended, from what it wrote into the log since log_start
 * (embedded_explain.c). */
void embedded_explain(const struct embedded *server, const char *what);
/* Whether it ended because processes of a killed server still hold its shared memory: that passes. */
bool embedded_is_transient(const struct embedded *server);
/* Whether the file system of the state directory has less than that free. */
bool embedded_lacks_space(const struct embedded *server, unsigned long megabytes);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * PostgreSQL as a program: where it is installed, whether it runs on some data, starting it. Only for
 * embedded*.c. */
#ifndef BRANCHLIGHT_POSTMASTER_H
#define BRANCHLIGHT_POSTMASTER_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct postmaster {
    pid_t pid;  /* 0: none runs */
    bool ready; /* takes connections */
    char sockets[PATH_MAX];
};

/* What runs on `data` (an absolute path without symbolic links), by its postmaster.pid. A file that was left
 * behind is seen through, also where the number belongs to another process by now. */
struct postmaster postmaster_look(const char *data);

/* Removes a postmaster.pid and a socket's lock whose number belongs to another process by now: PostgreSQL
 * itself would refuse to start. Nothing may run on `data`. */
void postmaster_forget(const char *data, const char *sockets);

/* The folder of the programs for `data`: of its version where it has one, else the newest (at least 15). */
bool postgres_find(const char *data, char ret_bin[PATH_MAX], FILE *errors);

/* Starts a program in a session of its own, in `folder`, with an environment of its own; what it says is
 * appended to `log`. 0, or errno. */
int postgres_spawn(const char *const *words, const char *folder, const char *log, pid_t *ret_child);

/* The server's words (NULL-terminated) for `data`; strings live in the caller's buffers. */
enum { POSTGRES_WORDS = 64 };
void postgres_words(const char *program, const char *data, const char *sockets_setting,
                    const char *ret_words[POSTGRES_WORDS]);

#endif

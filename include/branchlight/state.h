/* SPDX-License-Identifier: Apache-2.0
 *
 * The state directory, and the user that owns it. Whoever owns STATE runs the server: started by root, the
 * process becomes that user for good, before anything listens.
 */
#ifndef BRANCHLIGHT_STATE_H
#define BRANCHLIGHT_STATE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

struct state {
    char directory[4096]; /* absolute, without symbolic links */
};

/* Finds or makes the state directory `wanted` (NULL: /var/lib/branchlight for root, else
 * $XDG_STATE_HOME/branchlight or ~/.local/state/branchlight).
 *
 * As root: a new or empty directory is given to the system user `branchlight`, which is made if it can be,
 * else to `postgres`; one that belongs to another user already is left to that user. Then the whole process
 * becomes that user. Where that user can't enter a parent directory, /var/lib/branchlight is taken instead,
 * and `progress` says so.
 *
 * On failure one sentence with the remedy on `errors`, and false. */
bool state_prepare(const char *wanted, struct state *ret_state, FILE *progress, FILE *errors);

/* Where state_prepare would look first; touches nothing. */
bool state_locate(const char *wanted, char ret_path[PATH_MAX], FILE *errors);

/* Takes the directory for this process until it ends, waiting up to `milliseconds` for another one that has
 * it. STATE_HELD: another one still has it; ret_holder is its process id (0: not known). STATE_FAILED: one
 * sentence is on `errors`. */
enum state_claim { STATE_TAKEN, STATE_HELD, STATE_FAILED };
enum state_claim state_claim(const struct state *state, unsigned milliseconds, int *ret_holder, FILE *errors);

/* A directory for the socket `name`: `preferred`, or where the socket's path would be longer than a Unix
 * socket's may be (100 bytes), a short directory under /tmp of this user's own. False with one sentence on
 * `errors`. */
bool state_socket_directory(const struct state *state, const char *preferred, const char *name,
                            size_t capacity, char *ret_directory, FILE *errors);

#endif

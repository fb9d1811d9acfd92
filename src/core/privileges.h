/* SPDX-License-Identifier: Apache-2.0
 *
 * The user as whom a server that root started goes on. Only for state.c. */
#ifndef BRANCHLIGHT_PRIVILEGES_H
#define BRANCHLIGHT_PRIVILEGES_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct identity {
    uid_t user;
    gid_t group;
    char name[64]; /* "branchlight"; the number where the user has no name */
};

/* Who is to own the state directory `path`: who owns its data already, else the system user. */
bool identity_of_owner(const char *path, struct identity *ret_identity, FILE *errors);
/* Whether that user can pass every directory above `path`. */
bool identity_can_enter(const struct identity *identity, const char *path);
/* Gives it the directory. Refuses one that holds other things than Branchlight's. */
bool identity_own(const struct identity *identity, const char *path, FILE *errors);
/* Becomes that user for good: groups, group, user. */
bool identity_become(const struct identity *identity, FILE *errors);

#endif

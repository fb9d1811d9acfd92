/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands of the branchlight program. One file each in src/commands/, one line each in the table in
 * src/main.c.
 */
#ifndef BRANCHLIGHT_COMMAND_H
#define BRANCHLIGHT_COMMAND_H

struct command {
    const char *name;    /* "serve" */
    const char *summary; /* one line, for the list of commands */
    const char *help;    /* usage and options, as `branchlight NAME --help` prints them */
    /* `arguments`: what follows the command's name, NULL-terminated. Returns the exit status: 0 done, 1
     * failed, 2 wrong usage; whatever went wrong has been said on standard error in one sentence with its
     * remedy. */
    int (*run)(const char *const *arguments);
};

extern const struct command command_audit;
extern const struct command command_doctor;
extern const struct command command_migrate;
extern const struct command command_openapi;
extern const struct command command_seed;
extern const struct command command_serve;
extern const struct command command_user;

#endif

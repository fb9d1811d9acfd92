/* SPDX-License-Identifier: Apache-2.0
 *
 * Configuration: command line > environment (BRANCHLIGHT_…) > file > default. One table (src/core/config.c)
 * names each setting once; --help, --check-config, --dump-config and docs/configuration.md come from it.
 */
#ifndef BRANCHLIGHT_CONFIG_H
#define BRANCHLIGHT_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

struct config {
    const char *config_file; /* --config: the file itself; NULL for none */
    const char *address;     /* where to listen: "127.0.0.1", "::1" or "unix:/path/to/socket" */
    long port;               /* TCP port, 1–65535; 0 lets the system choose */
    const char *state;       /* the private state directory (embedded PostgreSQL, admin socket) */
    const char *database;    /* libpq conninfo; NULL: the embedded PostgreSQL */
    const char *public_url; /* "https://…" without a slash at the end; NULL: derived from address and port */
    const char
        *contact; /* how people reach the operator: an e-mail address or an https address; NULL: not told */
    const char *admin_socket; /* path of the admin listener; NULL: STATE/admin.sock */
    const char
        *trusted_proxy;      /* address of the proxy whose X-Forwarded-For is believed over TCP; NULL: none */
    const char *mail_server; /* "smtp://host:port" or "smtps://…"; NULL: messages become files */
    const char *mail_from;   /* the address that messages come from */
    const char *mail_credentials; /* a file: user and password, a line each; NULL: none */
    long demo;             /* 1 demonstration data, 0 none, -1 default: with the embedded PostgreSQL only */
    long offline;          /* 0: browsers keep no copies of pages */
    long threads;          /* event threads; 0: as many as cores */
    long workers;          /* worker threads, 1–16 */
    long connections;      /* connections admitted at once */
    const char *log_level; /* debug, info, warning, error */
    long clock_offset;     /* seconds added to the clock, for rehearsals and tests */
};

/* Reads all four sources. `arguments` are what follows the command's name, NULL-terminated; those that are
 * not settings ("--name=value", "--name value") are kept, in order, in ret_rest (at most rest_capacity,
 * NULL-terminated). On a bad setting: one sentence with the place and the remedy on `errors`, and false.
 * Strings live as long as the process. */
bool config_load(const char *const *arguments, struct config *ret_config, const char **ret_rest,
                 unsigned rest_capacity, FILE *errors);

/* Every setting as "name = value", secrets masked (a password in `database`). */
void config_dump(const struct config *config, FILE *out);

/* The settings as help text: name, environment variable, default, meaning. */
void config_help(FILE *out);

#endif

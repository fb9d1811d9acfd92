/* SPDX-License-Identifier: Apache-2.0
 *
 * initdb, into a directory beside the one that is meant, which then gets its name: what has the name is
 * whole, whenever the power goes. */
#include "embedded_internal.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNFINISHED "postgres.new" /* what the name begins with of what is being made */

enum { SPACE_MB = 100 }; /* 40 of initdb, 16 of the next log segment, and some to work with */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

bool embedded_missing(const char *directory)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/postgres/PG_VERSION", directory);
    return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static bool has_data(const struct embedded *server)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/PG_VERSION", server->data);
    return access(path, F_OK) == 0;
}

/* What can't be looked into may be a database, and is never told to be in the way. */
static bool may_look(const struct embedded *server)
{
    if (access(server->data, R_OK | X_OK) == 0 || errno == ENOENT)
        return true;
    fprintf(server->errors,
            "branchlight: this user can't look into %s (%s); give it to the user as whom the server runs: "
            "chown -R.\n",
            server->data, strerror(errno));
    return false;
}

static bool run_initdb(struct embedded *server, const char *folder)
{
    char program[PATH_MAX + 16], data[PATH_MAX + 32];
    const char *const words[] = { program,
                                  "--pgdata",
                                  data,
                                  "--username=postgres",
                                  "--auth=trust",
                                  "--locale=C.UTF-8",
                                  "--encoding=UTF8",
                                  "--data-checksums",
                                  NULL };
    int status = -1;
    pid_t child;
    snprintf(program, sizeof program, "%s/initdb", server->bin);
    snprintf(data, sizeof data, "%s", folder);
    const int error = postgres_spawn(words, server->state->directory, server->log, &child);
    if (error != 0) {
        fprintf(server->errors, "branchlight: %s can't be run (%s); install PostgreSQL again.\n", program,
                strerror(error));
        return false;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (status == 0)
        return true;
    embedded_explain(server, "the database can't be made");
    return false;
}

/* What was being made when it was killed. Its initdb may live on for a moment and write there still: so what
 * is made now gets another name, and what can't be removed yet is removed the next time. */
static void remove_unfinished(const struct embedded *server)
{
    char path[PATH_MAX + NAME_MAX + 2];
    DIR *const state = opendir(server->state->directory);
    if (!state)
        return;
    for (const struct dirent *entry; (entry = readdir(state));) {
        if (strncmp(entry->d_name, UNFINISHED, sizeof UNFINISHED - 1) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", server->state->directory, entry->d_name);
        nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    }
    closedir(state);
}

bool embedded_make(struct embedded *server)
{
    char fresh[PATH_MAX + 32];
    if (has_data(server))
        return true;
    if (!may_look(server))
        return false;
    if (embedded_lacks_space(server, SPACE_MB)) {
        fprintf(server->errors,
                "branchlight: the disk of the state directory %s is too full, a new database needs %d MB; "
                "free some space, or "
                "name another directory with --state=DIRECTORY.\n",
                server->state->directory, SPACE_MB);
        return false;
    }
    fputs("branchlight: making a new database …\n", server->progress);
    fflush(server->progress);
    remove_unfinished(server);
    snprintf(fresh, sizeof fresh, "%s/" UNFINISHED ".%d", server->state->directory, (int)getpid());
    if (!run_initdb(server, fresh)) {
        remove_unfinished(server);
        return false;
    }
    if (rename(fresh, server->data) == 0)
        return true;
    fprintf(server->errors,
            "branchlight: %s is in the way and holds no database of PostgreSQL's (%s); move it away.\n",
            server->data, strerror(errno));
    remove_unfinished(server);
    return false;
}

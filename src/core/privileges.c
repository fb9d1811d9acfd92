/* SPDX-License-Identifier: Apache-2.0
 *
 * Root becomes somebody who owns nothing but the state directory. PostgreSQL refuses to run as root, and the
 * server has no use for root's rights either. Rights can't be asked for in advance reliably (groups, access
 * control lists, security modules): a child process becomes the user and tries. */
#include "privileges.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct identity identity_of(uid_t user, gid_t group, const char *name)
{
    struct identity identity = { .user = user, .group = group };
    if (name)
        snprintf(identity.name, sizeof identity.name, "%s", name);
    else
        snprintf(identity.name, sizeof identity.name, "%u", (unsigned)user);
    return identity;
}

static bool identity_by_name(const char *name, struct identity *ret_identity)
{
    const struct passwd *entry = getpwnam(name);
    if (!entry || entry->pw_uid == 0)
        return false;
    *ret_identity = identity_of(entry->pw_uid, entry->pw_gid, entry->pw_name);
    return true;
}

/* Debian's useradd; where there is none, or it fails, the caller has another plan. */
static void make_user(void)
{
    static char *const words[] = { "useradd",      "--system",
                                   "--user-group", "--no-create-home",
                                   "--home-dir",   "/var/lib/branchlight",
                                   "--shell",      "/usr/sbin/nologin",
                                   "branchlight",  NULL };
    posix_spawn_file_actions_t quiet;
    pid_t child;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&child, "/usr/sbin/useradd", &quiet, NULL, words, environ) == 0)
        waitpid(child, NULL, 0);
    posix_spawn_file_actions_destroy(&quiet);
}

bool identity_of_owner(const char *path, struct identity *ret_identity, FILE *errors)
{
    char data[PATH_MAX + 16];
    struct stat found;
    snprintf(data, sizeof data, "%s/postgres", path);
    if ((stat(data, &found) == 0 && found.st_uid != 0) || (stat(path, &found) == 0 && found.st_uid != 0)) {
        const struct passwd *entry = getpwuid(found.st_uid);
        *ret_identity =
            identity_of(found.st_uid, entry ? entry->pw_gid : found.st_gid, entry ? entry->pw_name : NULL);
        return true;
    }
    if (identity_by_name("branchlight", ret_identity))
        return true;
    make_user();
    if (identity_by_name("branchlight", ret_identity) || identity_by_name("postgres", ret_identity))
        return true;
    fputs("branchlight: there is no user to run the server as instead of root; make one: useradd --system "
          "branchlight.\n",
          errors);
    return false;
}

static bool become(const struct identity *identity)
{
    const gid_t group = identity->group;
    const bool groups =
        getpwnam(identity->name) ? initgroups(identity->name, group) == 0 : setgroups(1, &group) == 0;
    return groups && setresgid(group, group, group) == 0 &&
           setresuid(identity->user, identity->user, identity->user) == 0;
}

bool identity_can_enter(const struct identity *identity, const char *path)
{
    int status = 1;
    const pid_t child = fork(); /* before any thread: state_prepare is the first thing that a command does */
    if (child == 0)
        _exit(become(identity) && (access(path, F_OK) == 0) ? 0 : 1);
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* What may lie in a directory that is taken over: what Branchlight makes itself, and a volume's own folder.
 */
static bool ours(const char *name)
{
    static const char *const known[] = {
        ".",    "..",       "admin.sock",   "lock",           "lost+found",
        "mail", "postgres", "postgres.log", "postgres.log.1", "postgres.new",
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(name, known[i]) == 0)
            return true;
    }
    return false;
}

bool identity_own(const struct identity *identity, const char *path, FILE *errors)
{
    struct stat found;
    if (stat(path, &found) == 0 && found.st_uid == identity->user)
        return true;
    DIR *directory = opendir(path);
    const struct dirent *entry = NULL;
    while (directory && (entry = readdir(directory)) && ours(entry->d_name))
        continue;
    if (entry)
        fprintf(errors,
                "branchlight: %s can't be the state directory, since it holds other things (%s); name a new "
                "or empty one "
                "with --state=DIRECTORY.\n",
                path, entry->d_name);
    if (directory)
        closedir(directory);
    if (entry)
        return false;
    if (chown(path, identity->user, identity->group) == 0)
        return true;
    fprintf(errors,
            "branchlight: the state directory %s can't be given to the user %s (%s); name another one with "
            "--state=DIRECTORY.\n",
            path, identity->name, strerror(errno));
    return false;
}

bool identity_become(const struct identity *identity, FILE *errors)
{
    const struct passwd *entry = getpwuid(identity->user);
    if (!become(identity) || setuid(0) == 0) {
        fprintf(errors,
                "branchlight: root can't become the user %s (%s); start the server as an ordinary user.\n",
                identity->name, strerror(errno));
        return false;
    }
    /* libpq looks for its files in the home directory: root's is closed now. */
    setenv("HOME", entry ? entry->pw_dir : "/", 1);
    setenv("USER", identity->name, 1);
    setenv("LOGNAME", identity->name, 1);
    return true;
}

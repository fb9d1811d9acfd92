/* SPDX-License-Identifier: Apache-2.0
 *
 * PostgreSQL as a program.
 *
 * postmaster.pid holds, line by line: process id, data directory, start, port, socket directory, address,
 * shared memory key, status. The file stays after kill -9, and its number may be given to another process:
 * what counts is a living process whose program is `postgres` and whose working directory is the data
 * directory. */
#include "postmaster.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAMS "/usr/lib/postgresql"
enum { VERSION_MIN = 15, LINES = 8 };

static bool link_read(pid_t pid, const char *name, char ret_target[PATH_MAX])
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    const ssize_t length = readlink(path, ret_target, PATH_MAX - 1);
    if (length < 0)
        return false;
    ret_target[length] = '\0';
    return true;
}

/* A process that this user may not look at isn't this user's server. */
static bool serves(pid_t pid, const char *data)
{
    char target[PATH_MAX];
    if (!link_read(pid, "exe", target))
        return false;
    char *gone = strstr(target, " (deleted)"); /* the package was upgraded meanwhile */
    if (gone)
        *gone = '\0';
    const char *name = strrchr(target, '/');
    return name && strcmp(name, "/postgres") == 0 && link_read(pid, "cwd", target) &&
           strcmp(target, data) == 0;
}

/* The number in the first line of a file of PostgreSQL's; 0 where there is none. */
static pid_t pid_read(const char *path, char ret_lines[LINES][PATH_MAX])
{
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    for (unsigned i = 0; i < LINES && fgets(ret_lines[i], PATH_MAX, file); i++)
        ret_lines[i][strcspn(ret_lines[i], "\n")] = '\0';
    fclose(file);
    const long pid = strtol(ret_lines[0], NULL, 10);
    return pid > 0 && pid <= INT_MAX ? (pid_t)pid : 0;
}

struct postmaster postmaster_look(const char *data)
{
    struct postmaster found = { 0 };
    char path[PATH_MAX + 32], lines[LINES][PATH_MAX] = { "" };
    snprintf(path, sizeof path, "%s/postmaster.pid", data);
    const pid_t pid = pid_read(path, lines);
    if (pid == 0 || !serves(pid, data))
        return found;
    found.pid = pid;
    found.ready = strncmp(lines[7], "ready", 5) == 0;
    memcpy(found.sockets, lines[4], PATH_MAX);
    return found;
}

static void forget(const char *path)
{
    char lines[LINES][PATH_MAX] = { "" };
    const pid_t pid = pid_read(path, lines);
    if (pid > 0 && (kill(pid, 0) == 0 || errno == EPERM))
        unlink(path);
}

void postmaster_forget(const char *data, const char *sockets)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/postmaster.pid", data);
    forget(path);
    snprintf(path, sizeof path, "%s/.s.PGSQL.5432.lock", sockets);
    forget(path);
}

/* Major version of the data; 0 where there is none. */
static int data_version(const char *data)
{
    char path[PATH_MAX + 16], line[16] = "";
    snprintf(path, sizeof path, "%s/PG_VERSION", data);
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    const bool read = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    return read ? (int)strtol(line, NULL, 10) : -1;
}

static bool installed(int version, char ret_bin[PATH_MAX])
{
    char program[PATH_MAX + 16];
    snprintf(ret_bin, PATH_MAX, PROGRAMS "/%d/bin", version);
    snprintf(program, sizeof program, "%s/postgres", ret_bin);
    return access(program, X_OK) == 0;
}

static int newest_installed(void)
{
    char bin[PATH_MAX];
    int newest = 0;
    const struct dirent *entry;
    DIR *folder = opendir(PROGRAMS);
    while (folder && (entry = readdir(folder))) {
        const int version = (int)strtol(entry->d_name, NULL, 10);
        if (version > newest && installed(version, bin))
            newest = version;
    }
    if (folder)
        closedir(folder);
    return newest;
}

bool postgres_find(const char *data, char ret_bin[PATH_MAX], FILE *errors)
{
    const int newest = newest_installed(), wanted = data_version(data);
    if (newest < VERSION_MIN) {
        fprintf(errors,
                "branchlight: PostgreSQL %d or newer isn't installed; run: apt-get install postgresql, or "
                "name a database "
                "with --database=CONNINFO.\n",
                VERSION_MIN);
        return false;
    }
    if (wanted == 0)
        return installed(newest, ret_bin);
    if (wanted >= VERSION_MIN && installed(wanted, ret_bin))
        return true;
    fprintf(errors,
            "branchlight: the data in %s was made by PostgreSQL %d, and only %d is installed; install "
            "postgresql-%d, or "
            "upgrade the data with pg_upgrade, or name another directory with --state=DIRECTORY.\n",
            data, wanted, newest, wanted);
    return false;
}

int postgres_spawn(const char *const *words, const char *folder, const char *log, pid_t *ret_child)
{
    /* Nothing of ours: no secrets, no language of messages that we then can't recognise. */
    static char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC",
                                         NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1); /* or it would keep our port */
    posix_spawn_file_actions_addchdir_np(&files, folder);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    /* posix_spawn doesn't write into the words; its type is older than const. */
    const int error =
        posix_spawn(ret_child, words[0], &files, &attributes, (char *const *)words, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

/* Small: one machine, a few connections; what the public asks is answered from our memory, not from its. */
static const char *const settings[] = {
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "cluster_name=branchlight",
    "max_connections=32",
    "shared_buffers=32MB",
    "maintenance_work_mem=32MB",
    "max_wal_size=256MB",
    "min_wal_size=32MB",
    "max_worker_processes=2",
    "max_parallel_workers=0",
    "max_logical_replication_workers=0",
    "autovacuum_max_workers=1",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
    "log_checkpoints=off",
    "log_line_prefix=%m [%p] ",
    "log_min_error_statement=panic", /* statements hold what people wrote, and so do details */
    "log_error_verbosity=terse",
};
enum { SETTINGS = sizeof settings / sizeof *settings };

void postgres_words(const char *program, const char *data, const char *sockets_setting,
                    const char *ret_words[POSTGRES_WORDS])
{
    _Static_assert(2 * SETTINGS + 6 < POSTGRES_WORDS, "room for every word");
    unsigned count = 0;
    ret_words[count++] = program;
    ret_words[count++] = "-D";
    ret_words[count++] = data;
    ret_words[count++] = "-c";
    ret_words[count++] = sockets_setting;
    for (unsigned i = 0; i < SETTINGS; i++) {
        ret_words[count++] = "-c";
        ret_words[count++] = settings[i];
    }
    ret_words[count] = NULL;
}

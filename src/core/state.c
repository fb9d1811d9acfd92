/* SPDX-License-Identifier: Apache-2.0
 *
 * The state directory. Root's part (which user, becoming it) is in privileges.c.
 *
 * The lock is flock(2) on STATE/lock: the kernel gives it back however the process ends, so nothing is ever
 * stale. */
#include "branchlight/state.h"
#include "privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROOT_STATE "/var/lib/branchlight"
enum { SOCKET_PATH_MAX = 100 }; /* sun_path holds 107 bytes; PostgreSQL adds ".lock" beside it */

static const char *why(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return "this user has no right to it, or to pass the directories above it; give it to this user, or "
               "choose another one with --state=DIRECTORY";
    case EROFS:
        return "that file system is read-only; choose another one with --state=DIRECTORY";
    case ENOSPC:
    case EDQUOT:
        return "the disk is full; free some space, or choose another one with --state=DIRECTORY";
    case ENOTDIR:
        return "there is a file in the way; choose another one with --state=DIRECTORY";
    default:
        return strerror(error);
    }
}

static bool refuse(FILE *errors, const char *what, const char *path, int error)
{
    fprintf(errors, "branchlight: the state directory %s can't be %s: %s.\n", path, what, why(error));
    return false;
}

static bool default_directory(char ret_path[PATH_MAX])
{
    const char *state_home = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (geteuid() == 0)
        return snprintf(ret_path, PATH_MAX, "%s", ROOT_STATE) < PATH_MAX;
    if (state_home && *state_home == '/')
        return snprintf(ret_path, PATH_MAX, "%s/branchlight", state_home) < PATH_MAX;
    return home && *home == '/' &&
           snprintf(ret_path, PATH_MAX, "%s/.local/state/branchlight", home) < PATH_MAX;
}

/* mkdir -p: parents for everybody to pass, whatever the umask, the directory itself for its owner. */
static bool make_directories(const char *path, bool *ret_made)
{
    char part[PATH_MAX];
    const size_t length = strlen(path);
    if (length >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i < length; i++) {
        if (path[i] != '/')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0755) == 0 ? chmod(part, 0755) != 0 : errno != EEXIST)
            return false;
    }
    *ret_made = mkdir(path, 0700) == 0;
    return *ret_made || errno == EEXIST;
}

bool state_locate(const char *wanted, char ret_path[PATH_MAX], FILE *errors)
{
    if (!wanted && !default_directory(ret_path)) {
        fputs(
            "branchlight: there is no home directory to keep the data in; name one with --state=DIRECTORY.\n",
            errors);
        return false;
    }
    if (wanted && snprintf(ret_path, PATH_MAX, "%s", wanted) >= PATH_MAX)
        return refuse(errors, "used", "given", ENAMETOOLONG);
    size_t length = strlen(ret_path);
    while (length > 1 && ret_path[length - 1] == '/')
        ret_path[--length] = '\0';
    return true;
}

static bool resolve(const char *wanted, char ret_path[PATH_MAX], bool *ret_made, FILE *errors)
{
    return state_locate(wanted, ret_path, errors) &&
           (make_directories(ret_path, ret_made) || refuse(errors, "made", ret_path, errno));
}

static bool settle(const char *path, struct state *ret_state, FILE *errors)
{
    struct stat found;
    if (!realpath(path, ret_state->directory) || stat(path, &found) != 0)
        return refuse(errors, "entered", path, errno);
    if (!S_ISDIR(found.st_mode))
        return refuse(errors, "used", path, ENOTDIR);
    return true;
}

static bool usable(const struct state *state, FILE *errors)
{
    return access(state->directory, R_OK | W_OK | X_OK) == 0 ||
           refuse(errors, "written", state->directory, errno);
}

/* Root's way: an owner for the directory, then its rights. */
static bool prepare_as_root(const char *path, bool made, struct state *ret_state, FILE *progress,
                            FILE *errors)
{
    struct identity owner;
    if (!settle(path, ret_state, errors) || !identity_of_owner(ret_state->directory, &owner, errors))
        return false;
    if (!identity_can_enter(&owner, ret_state->directory)) {
        if (strcmp(ret_state->directory, ROOT_STATE) == 0) {
            fprintf(errors,
                    "branchlight: the user %s can't enter the directories above %s; give everybody the right "
                    "to pass: chmod a+x.\n",
                    owner.name, ROOT_STATE);
            return false;
        }
        if (made)
            rmdir(ret_state->directory);
        fprintf(progress,
                "branchlight: the user %s, as whom the server runs, can't enter the directories above %s: "
                "the data is kept in %s.\n",
                owner.name, ret_state->directory, ROOT_STATE);
        if (!resolve(ROOT_STATE, ret_state->directory, &made, errors))
            return false;
        return prepare_as_root(ROOT_STATE, made, ret_state, progress, errors);
    }
    return identity_own(&owner, ret_state->directory, errors) && identity_become(&owner, errors);
}

bool state_prepare(const char *wanted, struct state *ret_state, FILE *progress, FILE *errors)
{
    char path[PATH_MAX];
    bool made;
    _Static_assert(sizeof ret_state->directory >= PATH_MAX, "realpath needs this much");
    umask(077);
    if (!resolve(wanted, path, &made, errors))
        return false;
    if (geteuid() == 0 ? !prepare_as_root(path, made, ret_state, progress, errors)
                       : !settle(path, ret_state, errors))
        return false;
    return usable(ret_state, errors);
}

/* Who has it is for people to read, so a full disk that leaves the file empty doesn't matter. */
static void holder_write(int file)
{
    char text[16];
    const int length = snprintf(text, sizeof text, "%d\n", (int)getpid());
    if (ftruncate(file, 0) == 0 && pwrite(file, text, (size_t)length, 0) != length && ftruncate(file, 0) != 0)
        return;
}

static int holder_read(int file)
{
    char text[16] = "";
    return pread(file, text, sizeof text - 1, 0) > 0 ? (int)strtol(text, NULL, 10) : 0;
}

enum state_claim state_claim(const struct state *state, unsigned milliseconds, int *ret_holder, FILE *errors)
{
    char path[PATH_MAX + 8];
    const struct timespec step = { .tv_nsec = 50000000 };
    snprintf(path, sizeof path, "%s/lock", state->directory);
    const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        refuse(errors, "written", state->directory, errno);
        return STATE_FAILED;
    }
    for (unsigned waited = 0; flock(file, LOCK_EX | LOCK_NB) != 0; waited += 50) {
        if (waited >= milliseconds) {
            *ret_holder = holder_read(file);
            close(file);
            return STATE_HELD;
        }
        nanosleep(&step, NULL);
    }
    holder_write(file);
    return STATE_TAKEN; /* the file stays open, and with it the lock, while the process lives */
}

/* FNV-1a: names the short directory after the long one, so that the next start finds it. */
static uint64_t hash(const char *text)
{
    uint64_t value = UINT64_C(14695981039346656037);
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return value;
}

bool state_socket_directory(const struct state *state, const char *preferred, const char *name,
                            size_t capacity, char *ret_directory, FILE *errors)
{
    struct stat found;
    if (strlen(preferred) + 1 + strlen(name) <= SOCKET_PATH_MAX && strlen(preferred) < capacity) {
        memcpy(ret_directory, preferred, strlen(preferred) + 1);
        return true;
    }
    snprintf(ret_directory, capacity, "/tmp/branchlight-%u-%016llx", (unsigned)geteuid(),
             (unsigned long long)hash(state->directory));
    if (mkdir(ret_directory, 0700) != 0 && errno != EEXIST) {
        fprintf(errors,
                "branchlight: the directory %s for sockets can't be made (%s); choose a state directory with "
                "a shorter path.\n",
                ret_directory, strerror(errno));
        return false;
    }
    /* Anybody may make a directory of that name in /tmp before us. */
    if (lstat(ret_directory, &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid() ||
        (found.st_mode & 077) != 0) {
        fprintf(errors,
                "branchlight: %s belongs to somebody else; remove it, or choose a state directory with a "
                "shorter path.\n",
                ret_directory);
        return false;
    }
    return true;
}

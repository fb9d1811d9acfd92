/* SPDX-License-Identifier: Apache-2.0
 *
 * The embedded PostgreSQL: starting or adopting it, watching it, stopping it.
 *
 * It is a child in a session of its own: Ctrl-C at a terminal reaches us only, and we stop it after the
 * requests have been answered. If we are killed it lives on, and the next start adopts it: then it is
 * nobody's child, and whether it lives is asked of /proc. */
#include "embedded_internal.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"
#include "queries.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS INT64_C(1000000000)
enum {
    STEP_MS = 10,
    VISIT_SECONDS = 60,     /* that a visitor waits for the owner to start it */
    TRANSIENT_SECONDS = 15, /* that a killed server's processes are given to go */
    SLOW_SECONDS = 5,       /* after which a start says that it takes long */
    FAST_SECONDS = 60,      /* that a fast stop may take; then an immediate one */
    IMMEDIATE_SECONDS = 10,
    STEADY_SECONDS = 60, /* alive that long: the next death is a first one */
    PAUSE_MAX_SECONDS = 30,
    LOG_MAX_BYTES = 1 << 20,
};

static void nap(void)
{
    const struct timespec step = { .tv_nsec = STEP_MS * 1000000 };
    nanosleep(&step, NULL);
}

/* Who blocked these means to look at them later; that they wait is known already now. */
static bool asked_to_stop(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
            sigismember(&pending, SIGHUP) == 1);
}

static void log_rotate(struct embedded *server)
{
    struct stat log;
    char old[PATH_MAX + 32];
    server->log_start = stat(server->log, &log) == 0 ? (long)log.st_size : 0;
    if (server->log_start <= LOG_MAX_BYTES)
        return;
    snprintf(old, sizeof old, "%s.1", server->log);
    if (rename(server->log, old) == 0)
        server->log_start = 0;
}

/* While PostgreSQL has it open: it writes behind the end, wherever that is (O_APPEND). What it said last is
 * copied away, and the file made empty under its hands, also where the disk has no room for the copy. */
static void log_cut(struct embedded *server)
{
    struct stat log;
    char old[PATH_MAX + 32];
    if (stat(server->log, &log) != 0 || log.st_size <= LOG_MAX_BYTES)
        return;
    snprintf(old, sizeof old, "%s.1", server->log);
    const int from = open(server->log, O_RDWR | O_CLOEXEC);
    const int to = open(old, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    off_t at = log.st_size - LOG_MAX_BYTES;
    while (from >= 0 && to >= 0 && at < log.st_size &&
           sendfile(to, from, &at, (size_t)(log.st_size - at)) > 0)
        continue;
    if (from >= 0 && ftruncate(from, 0) == 0)
        server->log_start = 0;
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
}

/* A list of directories in PostgreSQL's own notation: one name, quoted, whatever is in it. */
static void sockets_setting(const char *sockets, char ret_setting[2 * PATH_MAX + 64])
{
    static const char name[] = "unix_socket_directories=\"";
    size_t used = sizeof name - 1;
    memcpy(ret_setting, name, used);
    for (; *sockets; sockets++) {
        if (*sockets == '"')
            ret_setting[used++] = '"';
        ret_setting[used++] = *sockets;
    }
    ret_setting[used++] = '"';
    ret_setting[used] = '\0';
}

static bool spawn(struct embedded *server)
{
    char program[PATH_MAX + 16], sockets[2 * PATH_MAX + 64];
    const char *words[POSTGRES_WORDS];
    snprintf(program, sizeof program, "%s/postgres", server->bin);
    sockets_setting(server->sockets, sockets);
    postgres_words(program, server->data, sockets, words);
    postmaster_forget(server->data, server->sockets);
    log_rotate(server);
    server->started_at = clock_monotonic_ns();
    errno = postgres_spawn(words, server->data, server->log, &server->pid);
    server->child = errno == 0;
    if (!server->child)
        server->pid = 0;
    return server->child;
}

/* Whether the process is still there; a child that ended is reaped. */
static bool lives(struct embedded *server)
{
    if (server->pid == 0)
        return false;
    const bool alive = server->child ? waitpid(server->pid, NULL, WNOHANG) == 0
                                     : postmaster_look(server->data).pid == server->pid;
    if (!alive)
        server->pid = 0;
    return alive;
}

/* Starts it until it stays; false where that is of no use. */
static bool start_again(struct embedded *server, int64_t began, bool spawned)
{
    if (spawned && !embedded_is_transient(server)) {
        embedded_explain(server, "the database doesn't start");
        return false;
    }
    if (clock_monotonic_ns() - began > TRANSIENT_SECONDS * SECOND_NS) {
        embedded_explain(server, "the database doesn't start");
        return false;
    }
    if (spawn(server))
        return true;
    if (errno == ENOENT || errno == ENOSPC)
        embedded_explain(server, "the database doesn't start");
    else
        fprintf(server->errors, "branchlight: the database in %s can't be started (%s).\n", server->data,
                strerror(errno));
    return false;
}

static bool await_owner_start(struct embedded *server)
{
    const int64_t began = clock_monotonic_ns();
    bool spawned = false, told = false;
    while (!asked_to_stop()) {
        const struct postmaster found = postmaster_look(server->data);
        if (found.pid && found.ready) {
            server->child = server->child && found.pid == server->pid;
            server->pid = found.pid;
            memcpy(server->sockets, found.sockets, sizeof server->sockets);
            return true;
        }
        if (!found.pid && !lives(server)) {
            if (!start_again(server, began, spawned))
                return false;
            spawned = true;
        }
        if (!told && clock_monotonic_ns() - began > SLOW_SECONDS * SECOND_NS) {
            fputs("branchlight: the database is recovering; this can take a while …\n", server->progress);
            fflush(server->progress);
            told = true;
        }
        nap();
    }
    fputs("branchlight: stopped while the database was starting.\n", server->errors);
    return false;
}

static bool await_visit(struct embedded *server)
{
    const int64_t deadline = clock_monotonic_ns() + VISIT_SECONDS * SECOND_NS;
    while (!asked_to_stop() && clock_monotonic_ns() < deadline) {
        const struct postmaster found = postmaster_look(server->data);
        if (found.pid && found.ready) {
            memcpy(server->sockets, found.sockets, sizeof server->sockets);
            return true;
        }
        nap();
    }
    fprintf(server->errors,
            "branchlight: another branchlight has the state directory %s, but its database isn't there; see "
            "what that one says.\n",
            server->state->directory);
    return false;
}

/* libpq's notation: a value in single quotes, with \ before ' and \. */
static void conninfo_write(struct embedded *server)
{
    static const char start[] = "dbname=branchlight port=5432 host='";
    char *at = server->conninfo + sizeof start - 1;
    memcpy(server->conninfo, start, sizeof start);
    for (const char *from = server->sockets; *from; from++) {
        if (*from == '\'' || *from == '\\')
            *at++ = '\\';
        *at++ = *from;
    }
    *at++ = '\'';
    *at = '\0';
    server->target = (struct db_target){ .conninfo = server->conninfo, .embedded = true };
}

static bool make_database(struct embedded *server)
{
    char conninfo[sizeof server->conninfo + 32];
    snprintf(conninfo, sizeof conninfo, "%s dbname=postgres", server->conninfo);
    const struct db_target target = { .conninfo = conninfo, .embedded = true };
    struct db *db = db_create(&target, DB_ADMINISTRATOR, 0);
    struct arena *arena = arena_create();
    const struct rows rows = db_query(db, arena, &SQL_embedded_database_look, 0, NULL);
    const bool unmade = rows.ok && rows.count == 0 && !server->makes;
    const bool good =
        rows.ok && (rows.count == 1 || (server->makes && db_run(db, "CREATE DATABASE branchlight")));
    if (unmade)
        fprintf(server->errors,
                "branchlight: the making of the database in %s was interrupted; run: branchlight migrate.\n",
                server->data);
    else if (!good)
        fprintf(server->errors, "branchlight: the database in %s doesn't take our work: %s.\n", server->data,
                db_message(db));
    arena_destroy(arena);
    db_destroy(db);
    return good;
}

static bool start(struct embedded *server)
{
    snprintf(server->data, sizeof server->data, "%s/postgres", server->state->directory);
    snprintf(server->log, sizeof server->log, "%s/postgres.log", server->state->directory);
    if (!server->owner) {
        if (!await_visit(server))
            return false;
        conninfo_write(server);
        return true;
    }
    log_rotate(server);
    if (!postgres_find(server->data, server->bin, server->errors) || !embedded_make(server) ||
        !state_socket_directory(server->state, server->data, ".s.PGSQL.5432", sizeof server->sockets,
                                server->sockets, server->errors) ||
        !await_owner_start(server))
        return false;
    conninfo_write(server);
    return make_database(server);
}

struct embedded *embedded_start(const struct state *state, enum embedded_use use, FILE *progress,
                                FILE *errors)
{
    struct embedded *server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server->state = state;
    server->owner = use != EMBEDDED_VISIT;
    server->makes = use == EMBEDDED_OWN;
    server->progress = progress;
    server->errors = errors;
    if (start(server))
        return server;
    embedded_stop(server);
    return NULL;
}

const struct db_target *embedded_target(const struct embedded *server)
{
    return &server->target;
}

/* As process 1 of a container we inherit what a killed server leaves behind. */
static void reap_orphans(const struct embedded *server)
{
    siginfo_t ended;
    for (;;) {
        ended.si_pid = 0;
        if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0 ||
            (server->child && ended.si_pid == server->pid))
            return;
        waitpid(ended.si_pid, NULL, 0);
    }
}

void embedded_tend(struct embedded *server)
{
    const bool had = server->pid != 0;
    if (!server->owner)
        return;
    if (lives(server)) {
        reap_orphans(server);
        log_cut(server);
        return;
    }
    const int64_t now = clock_monotonic_ns();
    if (had) {
        server->deaths = now - server->started_at > STEADY_SECONDS * SECOND_NS ? 1 : server->deaths + 1;
        const int64_t pause = server->deaths > 5 ? PAUSE_MAX_SECONDS : (1 << server->deaths) / 2 - 1;
        server->restart_at = now + pause * SECOND_NS;
        log_event(LOG_WARNING, "database_died", LOG_FIELD_INT("deaths", server->deaths),
                  LOG_FIELD_INT("restart_in_seconds", pause));
    }
    if (now < server->restart_at)
        return;
    if (spawn(server)) {
        log_event(LOG_INFO, "database_started", LOG_FIELD_INT("pid", server->pid));
        return;
    }
    log_event(LOG_ERROR, "database_start_failed", LOG_FIELD_TEXT("reason", strerror(errno)));
    server->restart_at = now + PAUSE_MAX_SECONDS * SECOND_NS;
}

static bool ends_within(struct embedded *server, int seconds)
{
    const int64_t deadline = clock_monotonic_ns() + seconds * SECOND_NS;
    while (lives(server)) {
        if (clock_monotonic_ns() > deadline)
            return false;
        nap();
    }
    return true;
}

void embedded_stop(struct embedded *server)
{
    static const struct {
        int signal, seconds;
    } steps[] = { { SIGINT, FAST_SECONDS }, { SIGQUIT, IMMEDIATE_SECONDS }, { SIGKILL, IMMEDIATE_SECONDS } };
    if (!server)
        return;
    for (size_t i = 0; server->owner && lives(server) && i < sizeof steps / sizeof *steps; i++) {
        kill(server->pid, steps[i].signal);
        if (ends_within(server, steps[i].seconds))
            break;
    }
    if (server->owner && strcmp(server->sockets, server->data) != 0)
        rmdir(server->sockets); /* the short one; stays where our other socket is still in it */
    free(server);
}

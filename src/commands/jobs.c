/* SPDX-License-Identifier: Apache-2.0
 *
 * Jobs: opening hours are compiled some weeks ahead, and each day one day more; personal data go when their
 * time is over; staff and followers are written to of what happens.
 *
 * The work is asked for often and done when it is due: the database knows what was done today, so a server
 * that slept, or a second one beside it, changes nothing. */
#include "jobs.h"

#include "branchlight/log.h"
#include "queries.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { ROUND_MS = 10 * 60 * 1000, AGAIN_MS = 5000, STATEMENT_MS = 60000 };

/* Each query does some rows, in a transaction of its own so that nobody who edits waits for long, and says
 * how many: 0 when nothing is due any more. */
static const struct job {
    const char *name;
    const struct query *query;
} every[] = {
    { "hours_extend", &SQL_hours_extend },
    { "people_purge", &SQL_people_purge },
    { "public_reports_forget", &SQL_public_reports_forget },
    { "point_months_renew", &SQL_point_months_renew },
    { "lapse_remind", &SQL_lapse_remind },
    { "incidents_thank", &SQL_incidents_thank },
    { "followers_tell", &SQL_followers_tell },
    { "followers_purge", &SQL_followers_purge },
    { "reminders_purge", &SQL_reminders_purge },
};
enum { JOBS = sizeof every / sizeof *every };

struct jobs {
    pthread_t thread;
    int stop_fd; /* readable: stop */
    struct db *db;
    int64_t head;       /* of the audit: the last one that was logged */
    bool failing[JOBS]; /* that has been logged */
};

static bool stop_asked(const struct jobs *jobs, int milliseconds)
{
    struct pollfd stop = { .fd = jobs->stop_fd, .events = POLLIN };
    return poll(&stop, 1, milliseconds) > 0;
}

/* Each for itself: one that always fails must not hide another. That the database can't be reached is no
 * failure of a job, and logged elsewhere. */
static void failure_note(struct jobs *jobs, unsigned number)
{
    if (jobs->failing[number] || strcmp(db_sqlstate(jobs->db), "08001") == 0)
        return;
    jobs->failing[number] = true;
    log_event(LOG_WARNING, "job_failed", LOG_FIELD_TEXT("job", every[number].name),
              LOG_FIELD_TEXT("sqlstate", db_sqlstate(jobs->db)),
              LOG_FIELD_TEXT("message", db_message(jobs->db)));
}

/* False where it is to be tried again soon. */
static bool job_run(struct jobs *jobs, struct arena *arena, unsigned number)
{
    const struct job *job = &every[number];
    int64_t done = 1, all = 0;
    while (done > 0 && !stop_asked(jobs, 0)) {
        const struct rows rows = db_query(jobs->db, arena, job->query, 0, NULL);
        if (!rows.ok) {
            failure_note(jobs, number);
            return false;
        }
        done = rows.count == 1 ? rows_int(&rows, 0, 0) : 0;
        all += done;
        arena_reset(arena);
    }
    jobs->failing[number] = false;
    if (all > 0)
        log_event(LOG_INFO, "job_done", LOG_FIELD_TEXT("job", job->name), LOG_FIELD_INT("rows", all));
    return true;
}

/* Whoever keeps the log elsewhere has heads to hold the audit against (branchlight audit verify). */
static void log_audit_head(struct jobs *jobs, struct arena *arena)
{
    const struct rows rows = db_query(jobs->db, arena, &SQL_audit_head, 0, NULL);
    if (!rows.ok || rows.count == 0 || rows_int(&rows, 0, 0) == jobs->head)
        return;
    const struct span hash = rows_text(&rows, 0, 1);
    jobs->head = rows_int(&rows, 0, 0);
    log_event(LOG_INFO, "audit_head", LOG_FIELD_INT("number", jobs->head),
              LOG_FIELD_TEXT("hash", arena_copy(arena, hash.at, hash.length)));
}

static void *work(void *context)
{
    struct jobs *jobs = context;
    struct arena *arena = arena_create();
    int pause = 0;
    while (!stop_asked(jobs, pause)) {
        bool good = true;
        for (unsigned i = 0; i < JOBS; i++)
            good = job_run(jobs, arena, i) && good;
        log_audit_head(jobs, arena);
        arena_reset(arena);
        pause = good ? ROUND_MS : AGAIN_MS;
    }
    arena_destroy(arena);
    return NULL;
}

struct jobs *jobs_start(const struct db_target *target)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs)
        abort();
    jobs->stop_fd = eventfd(0, EFD_CLOEXEC);
    jobs->db = db_create(target, DB_JOBS, STATEMENT_MS);
    if (jobs->stop_fd >= 0 && pthread_create(&jobs->thread, NULL, work, jobs) == 0)
        return jobs;
    if (jobs->stop_fd >= 0)
        close(jobs->stop_fd);
    db_destroy(jobs->db);
    free(jobs);
    return NULL;
}

void jobs_stop(struct jobs *jobs)
{
    if (!jobs)
        return;
    eventfd_write(jobs->stop_fd, 1);
    pthread_join(jobs->thread, NULL);
    close(jobs->stop_fd);
    db_destroy(jobs->db);
    free(jobs);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Work: what needs the database is taken off the event thread, queued, and done by a few workers, each with a
 * connection of its own, in a transaction: committed where the reply is a success, rolled back where it is a
 * problem, and done again as a whole after a deadlock.
 *
 * Database errors stick to the request: after one, queries give no rows, and the transaction's end looks
 * before it believes the reply.
 */
#ifndef BRANCHLIGHT_WORK_H
#define BRANCHLIGHT_WORK_H

#include "branchlight/db.h"
#include "branchlight/operation.h"

enum {
    WORK_QUEUE_MAX = 256, /* requests that wait for a worker; more: 503 */
    HASH_QUEUE_MAX = 16,  /* likewise for the one that computes argon2id: 16 × 25 ms */
    WORK_ATTEMPTS = 5,    /* of one transaction */
};

struct work_pool;

struct work_settings {
    const struct db_target *target; /* borrowed until the stop */
    unsigned workers;
    /* In the transaction: makes the reply. May be called several times. */
    struct reply (*perform)(struct request *rq);
    /* Instead of its reply: what the database's refusal means. rq->errors may say where. */
    struct reply (*fail)(struct request *rq, enum problem problem);
    /* After it: sends the reply, lets go of what the request holds. Called once. */
    void (*finish)(struct request *rq, struct reply reply);
};

/* Starts the workers, and one more for what computes argon2id. NULL (logged) where no thread can be started.
 */
struct work_pool *work_start(const struct work_settings *settings);
/* Refuses what is new, finishes what is queued (but what the server has answered for), and returns once
 * nobody works any more. NULL is allowed. */
void work_stop(struct work_pool *pool);
/* After work_stop. NULL is allowed. */
void work_destroy(struct work_pool *pool);

/* Suspends rq's exchange and queues it; rq lives in the exchange's arena. False where the queue is full: the
 * exchange is as it was, and the caller answers. */
bool work_submit(struct work_pool *pool, struct request *rq);

/* ---- in a transaction ---- */

/* A statement with these values ($1, $2 …; NULL: SQL NULL). */
struct rows work_query(struct request *rq, const struct query *query, unsigned count,
                       const char *const *values);
#define WORK_QUERY(rq, query, ...)                                                                           \
    work_query((rq), &(query), sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *),          \
               (const char *const[]){ __VA_ARGS__ })

/* An argument as a value for a statement: NULL where it isn't given; instants as RFC 3339, booleans as
 * "true". */
const char *arg_value(struct request *rq, const char *name);

/* Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): where the request has one that was used with
 * this address within a day, by its actor or, where nobody is signed in, from its network, *ret_reply is what
 * was answered then, or a conflict. Else false, and replay_keep() after the work remembers the reply in the
 * same transaction. */
bool replay_find(struct request *rq, struct reply *ret_reply);
void replay_keep(struct request *rq, const struct reply *reply);

/* A reply whose body is the JSON text in the first cell, with the version in the second as its ETag. */
struct reply reply_version(struct request *rq, unsigned status, const struct rows *rows);

/* A problem that tells what is there now: `rows` as above, as the member `current`; then `more` members, each
 * with a comma in front (NULL: none). */
struct reply problem_current(struct request *rq, enum problem which, const struct rows *rows,
                             const struct buffer *more);

/* A problem with more members: `members` begins with a comma. */
struct reply problem_more(struct request *rq, enum problem which, const struct buffer *members);

/* A reply whose body is the JSON text in the first cell; 404 where there is no row. */
struct reply reply_rows(struct request *rq, unsigned status, const struct rows *rows);

#endif

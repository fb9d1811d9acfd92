/* SPDX-License-Identifier: Apache-2.0
 *
 * Two queues: one for workers, one for the single thread that computes argon2id, so that however many people
 * sign in at once, memory is bounded and nobody else waits for a processor. Of its places one
 * network has half at most: who fills them keeps nobody else from signing in. */
#include "internal.h"

#include "branchlight/log.h"

#include <pthread.h>
#include <stdlib.h>

enum { WORKERS_MAX = 16, STATEMENT_MS = 10000 };

struct queue {
    struct work_pool *pool;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct request *waiting[WORK_QUEUE_MAX]; /* a ring */
    unsigned first, count, most, most_each;  /* most_each: of one network */
    bool closed;
};

struct work_pool {
    struct work_settings settings;
    struct queue work, hashing;
    pthread_t threads[WORKERS_MAX + 1];
    unsigned thread_count;
};

static unsigned waiting_of(const struct queue *queue, const unsigned char client[16])
{
    unsigned char other[16];
    unsigned count = 0;

    for (unsigned i = 0; i < queue->count; i++)
        count += exchange_client(queue->waiting[(queue->first + i) % WORK_QUEUE_MAX]->exchange, other) &&
                 network_same(client, other);
    return count;
}

/* Under the lock. Where a proxy doesn't say who asks, all may be one. */
static bool has_room(const struct queue *queue, const struct request *rq)
{
    unsigned char client[16];

    if (queue->closed || queue->count == queue->most)
        return false;
    return queue->most_each == queue->most || !exchange_client(rq->exchange, client) ||
           waiting_of(queue, client) < queue->most_each;
}

static bool queue_push(struct queue *queue, struct request *rq)
{
    pthread_mutex_lock(&queue->lock);
    const bool room = has_room(queue, rq);
    if (room) {
        /* Before anybody can answer it. */
        exchange_suspend(rq->exchange);
        queue->waiting[(queue->first + queue->count++) % WORK_QUEUE_MAX] = rq;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->lock);
    return room;
}

/* The next; NULL where the queue is closed and empty. */
static struct request *queue_pop(struct queue *queue)
{
    struct request *rq = NULL;
    pthread_mutex_lock(&queue->lock);
    while (queue->count == 0 && !queue->closed)
        pthread_cond_wait(&queue->filled, &queue->lock);
    if (queue->count > 0) {
        rq = queue->waiting[queue->first];
        queue->first = (queue->first + 1) % WORK_QUEUE_MAX;
        queue->count--;
    }
    pthread_mutex_unlock(&queue->lock);
    return rq;
}

static void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}

static void *serve(void *context)
{
    struct queue *queue = context;
    const struct work_settings *settings = &queue->pool->settings;
    struct work work = { .db = db_create(settings->target, DB_STAFF, STATEMENT_MS) };
    struct request *rq;

    while ((rq = queue_pop(queue)))
        settings->finish(rq, exchange_take(rq->exchange) ? work_transaction(&work, rq, settings)
                                                         : settings->fail(rq, PROBLEM_NOT_READY));
    db_destroy(work.db);
    return NULL;
}

static void queue_prepare(struct queue *queue, struct work_pool *pool, unsigned most, unsigned most_each)
{
    queue->pool = pool;
    queue->most = most;
    queue->most_each = most_each;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
}

struct work_pool *work_start(const struct work_settings *settings)
{
    struct work_pool *pool = calloc(1, sizeof *pool);
    bool good = true;
    if (!pool)
        abort();
    pool->settings = *settings;
    queue_prepare(&pool->work, pool, WORK_QUEUE_MAX, WORK_QUEUE_MAX);
    queue_prepare(&pool->hashing, pool, HASH_QUEUE_MAX, HASH_QUEUE_MAX / 2);
    for (unsigned i = 0; good && i <= settings->workers && i <= WORKERS_MAX; i++) {
        good = pthread_create(&pool->threads[i], NULL, serve, i == 0 ? &pool->hashing : &pool->work) == 0;
        pool->thread_count += good;
    }
    if (good)
        return pool;
    log_write(LOG_ERROR, "workers_not_started", NULL);
    work_stop(pool);
    work_destroy(pool);
    return NULL;
}

void work_stop(struct work_pool *pool)
{
    if (!pool)
        return;
    queue_close(&pool->work);
    queue_close(&pool->hashing);
    for (unsigned i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pool->thread_count = 0;
}

void work_destroy(struct work_pool *pool)
{
    free(pool);
}

bool work_submit(struct work_pool *pool, struct request *rq)
{
    return queue_push(rq->route->operation->hashes ? &pool->hashing : &pool->work, rq);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The ticker: makes the next minute's columns ready shortly before the turn and swaps them in at the turn, so
 * that what closes at noon is closed at noon. It looks at the clock at least once a second, in case somebody
 * sets it.
 */
#include "internal.h"

#include "branchlight/clock.h"

#include <errno.h>
#include <time.h>

enum { MINUTE_MS = 60000, AHEAD_MS = 1500, LOOK_MS = 1000 };

struct directory_ticker {
    struct directory *directory;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

static int32_t minute_shown(struct directory *directory)
{
    const struct directory_hold hold = directory_acquire(directory);
    const int32_t minute = hold.snapshot->minute;

    directory_release(directory, hold);
    return minute;
}

/* What is to be done now; returns milliseconds until there may be more. */
static long tick(struct directory *directory, int32_t *prepared)
{
    const int64_t now = clock_now_ms();
    const int32_t minute = clock_minute_of(now / 1000);
    const long left = (long)(MINUTE_MS - now % MINUTE_MS);

    if (minute_shown(directory) != minute)
        directory_turn(directory, minute);
    if (left <= AHEAD_MS && *prepared != minute + 1) {
        directory_prepare(directory, minute + 1);
        *prepared = minute + 1;
    }
    return left < LOOK_MS ? left : LOOK_MS;
}

static void *ticking(void *context)
{
    struct directory_ticker *ticker = context;
    int32_t prepared = INT32_MIN;

    pthread_mutex_lock(&ticker->lock);
    while (!ticker->stopping) {
        pthread_mutex_unlock(&ticker->lock);

        const long pause = tick(ticker->directory, &prepared);
        struct timespec until;

        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += pause % 1000 * 1000000;
        until.tv_sec += pause / 1000 + until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_mutex_lock(&ticker->lock);
        while (!ticker->stopping && pthread_cond_timedwait(&ticker->wake, &ticker->lock, &until) != ETIMEDOUT)
            continue;
    }
    pthread_mutex_unlock(&ticker->lock);
    return NULL;
}

struct directory_ticker *directory_ticker_start(struct directory *directory)
{
    struct directory_ticker *ticker = heap_calloc(1, sizeof(*ticker));
    pthread_condattr_t monotonic;

    ticker->directory = directory;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&ticker->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&ticker->lock, NULL);
    if (pthread_create(&ticker->thread, NULL, ticking, ticker) != 0) {
        free(ticker);
        return NULL;
    }
    return ticker;
}

void directory_ticker_stop(struct directory_ticker *ticker)
{
    if (ticker == NULL)
        return;
    pthread_mutex_lock(&ticker->lock);
    ticker->stopping = true;
    pthread_cond_signal(&ticker->wake);
    pthread_mutex_unlock(&ticker->lock);
    pthread_join(ticker->thread, NULL);
    pthread_cond_destroy(&ticker->wake);
    pthread_mutex_destroy(&ticker->lock);
    free(ticker);
}

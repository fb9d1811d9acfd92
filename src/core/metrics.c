/* SPDX-License-Identifier: Apache-2.0
 *
 * Each thread has a block of its own, which it alone writes; the scraper reads all blocks. Both sides use
 * relaxed atomics: a sum may be a moment old, never torn. Blocks are never freed, since a thread's counts
 * outlive it. */
#include "branchlight/metrics.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { ROUTES_MAX = METRIC_ROUTES_MAX, CLASSES = 5, BOUNDS = 12 };

/* Upper bounds of the latency histogram, microseconds. */
static const uint64_t bounds[BOUNDS] = { 25,   50,   100,   250,    500,     1000,
                                         2500, 5000, 25000, 100000, 1000000, 10000000 };

struct route_counts {
    const char *route;
    _Atomic uint64_t classes[CLASSES], buckets[BOUNDS + 1], sum;
};

struct block {
    struct block *next;
    _Atomic int64_t plain[METRICS];
    struct route_counts *_Atomic routes[ROUTES_MAX]; /* NULL: this place is free */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct block *blocks;
static _Thread_local struct block *own;
static struct metric_source sources[METRIC_SOURCES_MAX];
static unsigned source_count;

/* Kept for good. */
static void *kept(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory)
        abort();
    return memory;
}

static struct block *block_get(void)
{
    if (own)
        return own;
    own = kept(sizeof *own);
    pthread_mutex_lock(&lock);
    own->next = blocks;
    blocks = own;
    pthread_mutex_unlock(&lock);
    return own;
}

/* Only the owner writes, so no read-modify-write is needed. */
static void bump(_Atomic uint64_t *counter, uint64_t by)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + by,
                          memory_order_relaxed);
}

void metrics_add(enum metric metric, int64_t by)
{
    _Atomic int64_t *counter = &block_get()->plain[metric];
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + by,
                          memory_order_relaxed);
}

/* A thread that answers few routes has memory for those alone. The last place takes whatever finds no other:
 * better a wrong label than a lost count. */
static struct route_counts *counts_of(struct block *block, const char *route)
{
    unsigned at = (unsigned)((uintptr_t)route >> 3) * 2654435761u >> 23;
    static_assert(ROUTES_MAX == 1 << 9, "the hash keeps 9 bits");
    for (unsigned tries = 0; tries < ROUTES_MAX; tries++, at = (at + 1) % ROUTES_MAX) {
        struct route_counts *counts = atomic_load_explicit(&block->routes[at], memory_order_relaxed);
        if (!counts) {
            counts = kept(sizeof *counts);
            counts->route = route;
            atomic_store_explicit(&block->routes[at], counts, memory_order_release);
        }
        if (counts->route == route)
            return counts;
    }
    return atomic_load_explicit(&block->routes[at], memory_order_relaxed);
}

void metrics_request(const char *route, unsigned status, uint64_t microseconds)
{
    struct route_counts *counts = counts_of(block_get(), route ? route : "none");
    unsigned bucket = 0;
    while (bucket < BOUNDS && microseconds > bounds[bucket])
        bucket++;
    bump(&counts->buckets[bucket], 1);
    bump(&counts->sum, microseconds);
    if (status >= 100 && status < 600)
        bump(&counts->classes[status / 100 - 1], 1);
}

void metrics_source(const struct metric_source *source)
{
    assert(source_count < METRIC_SOURCES_MAX);
    sources[source_count++] = *source;
}

static void write_plain(struct buffer *out)
{
    static const struct {
        const char *name, *kind, *help;
    } table[METRICS] = {
#define METRIC(name, kind, text, help) [METRIC_##name] = { text, #kind, help },
#include "branchlight/metrics.def"
#undef METRIC
    };
    for (unsigned i = 0; i < METRICS; i++) {
        int64_t sum = 0;
        for (const struct block *block = blocks; block; block = block->next)
            sum += atomic_load_explicit(&block->plain[i], memory_order_relaxed);
        buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", table[i].name, table[i].help,
                      table[i].name, table[i].kind, table[i].name, (long long)sum);
    }
}

struct route_sum {
    const char *route;
    uint64_t classes[CLASSES], buckets[BOUNDS + 1], sum;
};

static struct route_sum *sum_of(struct route_sum *sums, unsigned *count, const char *route)
{
    unsigned at = 0;
    while (at < *count && strcmp(sums[at].route, route) != 0)
        at++;
    if (at == ROUTES_MAX)
        return &sums[ROUTES_MAX - 1];
    if (at == *count)
        sums[(*count)++] = (struct route_sum){ .route = route };
    return &sums[at];
}

static unsigned sum_routes(struct route_sum *sums)
{
    unsigned count = 0;
    for (const struct block *block = blocks; block; block = block->next) {
        for (unsigned i = 0; i < ROUTES_MAX; i++) {
            const struct route_counts *from = atomic_load_explicit(&block->routes[i], memory_order_acquire);
            struct route_sum *sum = from ? sum_of(sums, &count, from->route) : NULL;
            for (unsigned c = 0; sum && c < CLASSES; c++)
                sum->classes[c] += atomic_load_explicit(&from->classes[c], memory_order_relaxed);
            for (unsigned b = 0; sum && b <= BOUNDS; b++)
                sum->buckets[b] += atomic_load_explicit(&from->buckets[b], memory_order_relaxed);
            if (sum)
                sum->sum += atomic_load_explicit(&from->sum, memory_order_relaxed);
        }
    }
    return count;
}

static void write_requests(struct buffer *out, const struct route_sum *sums, unsigned count)
{
    buffer_text(out, "# HELP branchlight_http_requests_total Requests by route and class of status\n"
                     "# TYPE branchlight_http_requests_total counter\n");
    for (unsigned i = 0; i < count; i++) {
        for (unsigned c = 0; c < CLASSES; c++) {
            if (sums[i].classes[c] > 0)
                buffer_printf(out, "branchlight_http_requests_total{route=\"%s\",status=\"%uxx\"} %llu\n",
                              sums[i].route, c + 1, (unsigned long long)sums[i].classes[c]);
        }
    }
}

static void write_times(struct buffer *out, const struct route_sum *sums, unsigned count)
{
    static const char name[] = "branchlight_http_request_seconds";
    buffer_printf(out, "# HELP %s From the request line to the last byte sent\n# TYPE %s histogram\n", name,
                  name);
    for (unsigned i = 0; i < count; i++) {
        uint64_t below = 0;
        for (unsigned b = 0; b < BOUNDS; b++) {
            below += sums[i].buckets[b];
            buffer_printf(out, "%s_bucket{route=\"%s\",le=\"%g\"} %llu\n", name, sums[i].route,
                          (double)bounds[b] / 1e6, (unsigned long long)below);
        }
        below += sums[i].buckets[BOUNDS];
        buffer_printf(out, "%s_bucket{route=\"%s\",le=\"+Inf\"} %llu\n", name, sums[i].route,
                      (unsigned long long)below);
        buffer_printf(out, "%s_sum{route=\"%s\"} %.6f\n%s_count{route=\"%s\"} %llu\n", name, sums[i].route,
                      (double)sums[i].sum / 1e6, name, sums[i].route, (unsigned long long)below);
    }
}

void metrics_write(struct buffer *out)
{
    struct route_sum *sums = arena_calloc(out->arena, ROUTES_MAX, sizeof *sums);
    pthread_mutex_lock(&lock);
    write_plain(out);
    const unsigned count = sum_routes(sums);
    pthread_mutex_unlock(&lock);
    write_requests(out, sums, count);
    write_times(out, sums, count);
    for (unsigned i = 0; i < source_count; i++) {
        const double value = sources[i].read(sources[i].context);
        buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s ", sources[i].name, sources[i].help,
                      sources[i].name, sources[i].kind, sources[i].name);
        buffer_printf(out, isfinite(value) ? "%.17g\n" : "NaN\n", value);
    }
}

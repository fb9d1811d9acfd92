/* SPDX-License-Identifier: Apache-2.0
 *
 * Metrics: counters that each thread keeps for itself, summed when somebody asks (GET /metrics on the admin
 * listener, Prometheus text format 0.0.4). Label sets are fixed: names of routes come from our own tables,
 * never from a client.
 */
#ifndef BRANCHLIGHT_METRICS_H
#define BRANCHLIGHT_METRICS_H

#include "branchlight/buffer.h"

#include <stdint.h>

enum metric {
#define METRIC(name, kind, text, help) METRIC_##name,
#include "branchlight/metrics.def"
#undef METRIC
    METRICS
};

/* Adds to a counter, or (also a negative number) to a gauge. A few nanoseconds; any thread. */
void metrics_add(enum metric metric, int64_t by);

/* Names of routes that are told apart, with room for those that no table has ("admin", "none"). */
enum { METRIC_ROUTES_MAX = 512, METRIC_ROUTES_SPARE = 8 };

/* One request that has ended: by route (a constant string: the same pointer each time) and status class, with
 * the time it took. A request that never got a route counts as "none". */
void metrics_request(const char *route, unsigned status, uint64_t microseconds);

/* A figure that is read when somebody asks: from the directory, the database … Registered before threads
 * start, at most METRIC_SOURCES_MAX; the strings are constant. `read` is called on the admin thread. */
enum { METRIC_SOURCES_MAX = 32 };
struct metric_source {
    const char *name, *help;
    const char *kind; /* "gauge" or "counter" */
    double (*read)(void *context);
    void *context;
};
void metrics_source(const struct metric_source *source);

/* Everything, as text. */
void metrics_write(struct buffer *out);

#endif

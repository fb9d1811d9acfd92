/* SPDX-License-Identifier: Apache-2.0
 *
 * Metrics: what several threads count is summed, and the text is what Prometheus reads. */
#include "branchlight/metrics.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { THREADS = 4, EACH = 1000 };

static const char route[] = "branch_list";

static void *count(void *argument)
{
    (void)argument;
    for (unsigned i = 0; i < EACH; i++) {
        metrics_add(METRIC_KEPT_HITS, 2);
        metrics_add(METRIC_CONNECTIONS_OPEN, i % 2 ? -1 : 1);
        metrics_request(route, i % 10 ? 200 : 503, i % 2 ? 40 : 20000000);
        metrics_request(NULL, 0, 1);
    }
    return NULL;
}

static double half(void *context)
{
    return *(const double *)context;
}

static void has(struct span text, const char *line)
{
    if (!memmem(text.at, text.length, line, strlen(line)))
        fail_msg("\"%s\" is missing in:\n%.*s", line, (int)text.length, text.at);
}

static void sums_threads_and_writes_text(void **state)
{
    static double value = 0.5;
    struct arena *arena = arena_create();
    struct buffer out = buffer_in(arena, 1024);
    pthread_t threads[THREADS];
    (void)state;

    metrics_source(&(struct metric_source){ "branchlight_half", "Half", "gauge", half, &value });
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count, NULL), 0);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    metrics_write(&out);
    const struct span text = buffer_bytes(&out);

    has(text, "# TYPE branchlight_http_kept_hits_total counter\nbranchlight_http_kept_hits_total 8000\n");
    has(text, "# TYPE branchlight_http_connections_open gauge\nbranchlight_http_connections_open 0\n");
    has(text, "branchlight_http_requests_total{route=\"branch_list\",status=\"2xx\"} 3600\n");
    has(text, "branchlight_http_requests_total{route=\"branch_list\",status=\"5xx\"} 400\n");
    has(text, "branchlight_http_request_seconds_bucket{route=\"branch_list\",le=\"2.5e-05\"} 0\n");
    has(text, "branchlight_http_request_seconds_bucket{route=\"branch_list\",le=\"5e-05\"} 2000\n");
    has(text, "branchlight_http_request_seconds_bucket{route=\"branch_list\",le=\"10\"} 2000\n");
    has(text, "branchlight_http_request_seconds_bucket{route=\"branch_list\",le=\"+Inf\"} 4000\n");
    has(text, "branchlight_http_request_seconds_sum{route=\"branch_list\"} 40000.080000\n");
    has(text, "branchlight_http_request_seconds_count{route=\"none\"} 4000\n");
    has(text, "# HELP branchlight_half Half\n# TYPE branchlight_half gauge\nbranchlight_half 0.5\n");
    arena_destroy(arena);
}

static void has_a_place_for_each_route(void **state)
{
    enum { ROUTES = METRIC_ROUTES_MAX - METRIC_ROUTES_SPARE };
    static char names[ROUTES][8];
    struct arena *arena = arena_create();
    struct buffer out = buffer_in(arena, 1024);
    char line[96];
    (void)state;

    for (unsigned i = 0; i < ROUTES; i++) {
        snprintf(names[i], sizeof names[i], "r%u", i);
        for (unsigned times = 0; times <= i % 7; times++)
            metrics_request(names[i], 200, 1);
    }
    metrics_write(&out);
    for (unsigned i = 0; i < ROUTES; i++) {
        snprintf(line, sizeof line, "branchlight_http_requests_total{route=\"r%u\",status=\"2xx\"} %u\n", i,
                 i % 7 + 1);
        has(buffer_bytes(&out), line);
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_threads_and_writes_text),
        cmocka_unit_test(has_a_place_for_each_route),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

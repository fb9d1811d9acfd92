/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /livez, /readyz, /metrics.
 *
 * Ready is who can answer the public: the snapshot is loaded. Whether the database is up is said apart and
 * doesn't count, or a database that fails would take every server out of a load balancer that could still
 * answer from memory. */
#include "health.h"

#include "branchlight/buffer.h"
#include "branchlight/metrics.h"

enum { CONTACT_SECONDS = 15 }; /* the loader looks each five seconds */

static unsigned livez(void *context, struct buffer *out)
{
    (void)context;
    buffer_text(out, "alive\n");
    return 200;
}

static unsigned readyz(void *context, struct buffer *out)
{
    struct health *health = context;
    const struct directory_hold hold = directory_acquire(health->directory);
    const bool loaded = snapshot_loaded(hold.snapshot), stopping = atomic_load(&health->stopping);
    const bool ready = loaded && !stopping;
    const int64_t age = directory_contact_age(health->directory);
    buffer_printf(out, "{\"ready\":%s,\"loaded\":%s,\"stopping\":%s,\"change\":%lld",
                  ready ? "true" : "false", loaded ? "true" : "false", stopping ? "true" : "false",
                  (long long)snapshot_change(hold.snapshot));
    if (age >= 0)
        buffer_printf(out, ",\"database\":\"%s\",\"database_contact_age_s\":%lld",
                      age < CONTACT_SECONDS ? "up" : "lost", (long long)age);
    buffer_text(out, "}\n");
    directory_release(health->directory, hold);
    return ready ? 200 : 503;
}

static double contact_age(void *context)
{
    const struct health *health = context;
    return (double)directory_contact_age(health->directory);
}

/* A figure of the snapshot of the moment, for /metrics. */
struct figure {
    const char *name, *help, *kind;
    double (*of)(const struct snapshot *snapshot);
    struct health *health; /* set when it is registered */
};

static double figure_read(void *context)
{
    const struct figure *figure = context;
    const struct directory_hold hold = directory_acquire(figure->health->directory);
    const double value = figure->of(hold.snapshot);
    directory_release(figure->health->directory, hold);
    return value;
}

static double branches_of(const struct snapshot *snapshot)
{
    return branch_count(snapshot);
}

static double points_of(const struct snapshot *snapshot)
{
    return point_count(snapshot);
}

static double usable_of(const struct snapshot *snapshot)
{
    struct directory_summary summary;
    directory_summary(snapshot, &summary);
    return summary.usable;
}

static double bytes_of(const struct snapshot *snapshot)
{
    return (double)directory_footprint(snapshot);
}

static double change_of(const struct snapshot *snapshot)
{
    return (double)snapshot_change(snapshot);
}

static void figures_register(struct health *health)
{
    static struct figure figures[] = {
        { "branchlight_branches", "Branches in memory", "gauge", branches_of, NULL },
        { "branchlight_points", "Points in memory", "gauge", points_of, NULL },
        { "branchlight_points_usable", "Points that can be used now", "gauge", usable_of, NULL },
        { "branchlight_directory_bytes", "Bytes that rows, columns and indexes hold", "gauge", bytes_of,
          NULL },
        { "branchlight_directory_change", "Number of the last change in memory", "counter", change_of, NULL },
    };
    const struct metric_source age = { "branchlight_database_contact_age_seconds",
                                       "Since the database was last known to have nothing newer; -1: never",
                                       "gauge", contact_age, health };
    for (unsigned i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct figure *figure = &figures[i];
        figure->health = health;
        metrics_source(
            &(struct metric_source){ figure->name, figure->help, figure->kind, figure_read, figure });
    }
    metrics_source(&age);
}

struct http_server *health_listen(struct health *health, const char *socket_path, FILE *errors)
{
    const struct admin_page pages[] = {
        { "/livez", "text/plain; charset=utf-8", livez, NULL },
        { "/readyz", "application/json", readyz, health },
        { "/metrics", "text/plain; version=0.0.4; charset=utf-8", admin_metrics, NULL },
    };
    figures_register(health);
    return admin_start(socket_path, pages, sizeof pages / sizeof *pages, errors);
}

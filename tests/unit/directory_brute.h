/* SPDX-License-Identifier: Apache-2.0
 *
 * The answers that a directory must give, found the slow way from the arrays of a made-up world: written
 * apart from the directory, from the rules in the design.
 */
#ifndef BRANCHLIGHT_TESTS_DIRECTORY_BRUTE_H
#define BRANCHLIGHT_TESTS_DIRECTORY_BRUTE_H

#include "directory_world.h"

#include "branchlight/fold.h"

#include <math.h>

/* 1 open, 0 closed, -1 unknown. */
static inline int brute_open(const struct world_hours *hours, int32_t minute)
{
    if (!hours->known || minute >= hours->until)
        return -1;
    for (uint32_t i = 0; i < hours->count; i += 4) {
        if (hours->numbers[i] <= minute && minute < hours->numbers[i + 1])
            return 1;
    }
    return 0;
}

/* A branch that is closed for good is never open, whatever its hours. */
static inline int brute_building(const struct world_branch *branch, int32_t minute)
{
    return branch->active ? brute_open(&branch->hours, minute) : 0;
}

static inline int brute_reach(const struct world_branch *branch, const struct world_point *point,
                              int32_t minute)
{
    return point->access.known && branch->active ? brute_open(&point->access, minute)
                                                 : brute_building(branch, minute);
}

static inline enum point_status brute_status(const struct world_branch *branch,
                                             const struct world_point *point, int32_t minute, int32_t now)
{
    enum point_status status = point->status;

    if (!branch->active || point->observed_at == 0 || (int64_t)minute * 60 >= point->valid_until)
        return STATUS_UNKNOWN;
    if (minute < now && minute < point->observed_at / 60)
        return STATUS_UNKNOWN;
    if (status != STATUS_UNKNOWN && (point->components_down & 7) != 0)
        status = STATUS_OUT_OF_ORDER;
    if (status == STATUS_WORKING && (point->components_down & 8) != 0)
        status = STATUS_LIMITED;
    return status;
}

static inline bool brute_usable(const struct world_branch *branch, const struct world_point *point,
                                int32_t minute, int32_t now)
{
    const enum point_status status = brute_status(branch, point, minute, now);

    return branch->active && point->lifecycle == POINT_ACTIVE &&
           (status == STATUS_WORKING || status == STATUS_LIMITED) && brute_reach(branch, point, minute) == 1;
}

static inline bool brute_assisted(const struct world_branch *branch, const struct world_point *point,
                                  int32_t minute)
{
    return point->lifecycle == POINT_ACTIVE && brute_open(&point->adviser, minute) == 1 &&
           brute_building(branch, minute) != 0 &&
           !((point->components_down & 16) != 0 && (int64_t)minute * 60 < point->valid_until);
}

static inline double brute_distance(double latitude1, double longitude1, double latitude2, double longitude2)
{
    const long double degree = 3.14159265358979323846264338327950288L / 180;
    const long double p1 = latitude1 * degree, p2 = latitude2 * degree,
                      dl = (longitude2 - longitude1) * degree;
    const long double y = hypotl(cosl(p2) * sinl(dl), cosl(p1) * sinl(p2) - sinl(p1) * cosl(p2) * cosl(dl));
    const long double x = sinl(p1) * sinl(p2) + cosl(p1) * cosl(p2) * cosl(dl);

    return (double)(6371008.8L * atan2l(y, x));
}

/* A query by the world's numbers; -1: any. */
struct brute_query {
    bool points, near, box;
    double latitude, longitude, radius, west, south, east, north;
    int municipality, library, utility, service, language, step_free;
    unsigned statuses;
    bool open, usable, assisted;
    int32_t open_minute, usable_minute, now;
};

static inline bool brute_branch(const struct brute_query *query, const struct world_branch *branch)
{
    if (branch->gone || (query->municipality >= 0 && branch->municipality != (unsigned)query->municipality))
        return false;
    if (query->library >= 0 && branch->library != (unsigned)query->library)
        return false;
    if (query->step_free == 1 && branch->step_free != 1)
        return false;
    if (query->near && query->radius > 0 &&
        (!branch->located || brute_distance(query->latitude, query->longitude, branch->latitude,
                                            branch->longitude) > query->radius))
        return false;
    if (!query->box)
        return true;
    if (!branch->located || branch->latitude < query->south || branch->latitude > query->north)
        return false;
    if (query->west <= query->east)
        return branch->longitude >= query->west && branch->longitude <= query->east;
    return branch->longitude >= query->west || branch->longitude <= query->east;
}

/* All filters on points but `open`. */
static inline bool brute_point(const struct brute_query *query, const struct world_branch *branch,
                               const struct world_point *point)
{
    if (query->utility >= 0 && point->utility != (unsigned)query->utility)
        return false;
    if (query->service >= 0 && (point->services >> query->service & 1) == 0)
        return false;
    if (query->language >= 0 && (point->languages >> query->language & 1) == 0)
        return false;
    if (query->statuses != 0 &&
        (query->statuses >> brute_status(branch, point, query->now, query->now) & 1) == 0)
        return false;
    if (query->usable && !brute_usable(branch, point, query->usable_minute, query->now))
        return false;
    return !query->assisted || brute_assisted(branch, point,
                                              query->usable ? query->usable_minute
                                              : query->open ? query->open_minute
                                                            : query->now);
}

static inline bool brute_row(const struct brute_query *query, const struct world_branch *branch, int p)
{
    const bool filtered = query->utility >= 0 || query->service >= 0 || query->language >= 0 ||
                          query->statuses != 0 || query->usable || query->assisted;
    const bool building = !query->open || brute_building(branch, query->open_minute) == 1;

    if (!brute_branch(query, branch))
        return false;
    if (p >= 0)
        return brute_point(query, branch, &branch->points[p]) &&
               (!query->open || brute_reach(branch, &branch->points[p], query->open_minute) == 1);
    if (!filtered && building)
        return true;
    for (unsigned i = 0; i < branch->point_count; i++) {
        if (brute_point(query, branch, &branch->points[i]) &&
            (building || brute_reach(branch, &branch->points[i], query->open_minute) == 1))
            return true;
    }
    return false;
}

struct brute_hit {
    const char *code;
    double distance; /* INFINITY: no place */
    struct span key; /* of the branch's name */
};

static inline int brute_by_name(const void *a, const void *b)
{
    const struct brute_hit *left = a, *right = b;
    const size_t shared = left->key.length < right->key.length ? left->key.length : right->key.length;
    const int order = memcmp(left->key.at, right->key.at, shared);

    if (order != 0)
        return order;
    if (left->key.length != right->key.length)
        return left->key.length < right->key.length ? -1 : 1;
    return strcmp(left->code, right->code);
}

static inline int brute_by_distance(const void *a, const void *b)
{
    const struct brute_hit *left = a, *right = b;

    if (left->distance != right->distance)
        return left->distance < right->distance ? -1 : 1;
    return strcmp(left->code, right->code);
}

/* All rows that match, in order. */
static inline uint32_t brute_all(const struct world *world, struct arena *arena,
                                 const struct brute_query *query, bool by_distance,
                                 struct brute_hit **ret_hits)
{
    struct brute_hit *hits = arena_alloc(arena, (world->count * WORLD_POINTS_MAX + 1) * sizeof(*hits));
    uint32_t count = 0;

    for (uint32_t i = 0; i < world->count; i++) {
        const struct world_branch *branch = &world->branches[i];
        const int rows = query->points ? (int)branch->point_count : 1;

        for (int p = 0; p < rows; p++) {
            if (!brute_row(query, branch, query->points ? p : -1))
                continue;
            hits[count++] = (struct brute_hit){
                query->points ? branch->points[p].code : branch->code,
                query->near && branch->located
                    ? brute_distance(query->latitude, query->longitude, branch->latitude, branch->longitude)
                    : INFINITY,
                fold_sort_key(arena, span_of(branch->name)),
            };
        }
    }
    qsort(hits, count, sizeof(*hits), by_distance ? brute_by_distance : brute_by_name);
    *ret_hits = hits;
    return count;
}

#endif

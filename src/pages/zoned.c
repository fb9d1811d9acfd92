/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants by the clock of a place. */
#include "zoned.h"

#include "branchlight/moments.h"
#include "branchlight/zones.h"

/* Where days are counted from now: now, with the day and the hour that the place has. */
static int64_t now_there(struct request *rq, int64_t at, struct span zone)
{
    return moment_now_for(rq->now, zone_offset(zone, rq->now), zone_offset(zone, at));
}

struct span zoned_age(struct request *rq, int64_t at, struct span zone)
{
    return moment_age(rq->arena, rq->language, at, rq->now, zone_offset(zone, at));
}

struct span zoned_clock(struct request *rq, int64_t at, struct span zone)
{
    return moment_clock(rq->arena, rq->language, at, zone_offset(zone, at));
}

struct span zoned_date(struct request *rq, int64_t at, struct span zone)
{
    return moment_date(rq->arena, rq->language, at, rq->now, zone_offset(zone, at));
}

struct span zoned_until(struct request *rq, int64_t at, struct span zone)
{
    return moment_until(rq->arena, rq->language, at, now_there(rq, at, zone), zone_offset(zone, at));
}

struct span zoned_when(struct request *rq, int64_t at, struct span zone)
{
    return moment_when(rq->arena, rq->language, at, now_there(rq, at, zone), zone_offset(zone, at));
}

bool zoned_today(struct request *rq, int64_t at, struct span zone)
{
    return moment_days_ahead(at, now_there(rq, at, zone), zone_offset(zone, at)) == 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants by the clock of a place. */
#include "zoned.h"

#include "branchlight/moments.h"
#include "branchlight/work.h"
#include "branchlight/zones.h"
#include "queries.h"

enum { MINUTE = 60 };

/* What the process doesn't know (the zone of a draft, a year long ago) the database does, where it is at
 * hand. */
static int offset_at(struct request *rq, int64_t at, struct span zone)
{
    if (zone_known(zone, at) || !rq->work || !zone.at)
        return zone_offset(zone, at);
    const struct rows rows = WORK_QUERY(rq, SQL_zone_offset, string_of(rq->arena, zone),
                                        arena_printf(rq->arena, "%lld", (long long)(at / MINUTE)));

    return rows.ok && rows.count > 0 ? (int)rows_int(&rows, 0, 0) : zone_offset(zone, at);
}

/* Where days are counted from now: now, with the day and the hour that the place has. */
static int64_t now_there(struct request *rq, int64_t at, struct span zone)
{
    return moment_now_for(rq->now, offset_at(rq, rq->now, zone), offset_at(rq, at, zone));
}

struct span zoned_age(struct request *rq, int64_t at, struct span zone)
{
    return moment_age(rq->arena, rq->language, at, rq->now, offset_at(rq, at, zone));
}

struct span zoned_clock(struct request *rq, int64_t at, struct span zone)
{
    return moment_clock(rq->arena, rq->language, at, offset_at(rq, at, zone));
}

struct span zoned_date(struct request *rq, int64_t at, struct span zone)
{
    return moment_date(rq->arena, rq->language, at, now_there(rq, at, zone), offset_at(rq, at, zone));
}

struct span zoned_until(struct request *rq, int64_t at, struct span zone)
{
    return moment_until(rq->arena, rq->language, at, now_there(rq, at, zone), offset_at(rq, at, zone));
}

struct span zoned_when(struct request *rq, int64_t at, struct span zone)
{
    return moment_when(rq->arena, rq->language, at, now_there(rq, at, zone), offset_at(rq, at, zone));
}

bool zoned_today(struct request *rq, int64_t at, struct span zone)
{
    return moment_days_ahead(at, now_there(rq, at, zone), offset_at(rq, at, zone)) == 0;
}

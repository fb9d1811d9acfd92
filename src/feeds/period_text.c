/* SPDX-License-Identifier: Apache-2.0
 *
 * Periods that are announced, in words: closures in whole days, work with its hours. */
#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "branchlight/zones.h"

/* The end of a day belongs to that day, which `last` names: "0 val." of it would be a day earlier. */
static const char *end_clock(struct request *rq, int64_t ends_at, int offset)
{
    const struct civil civil = clock_civil(ends_at, offset);

    if (civil.hour == 0 && civil.minute == 0)
        return i18n_format(rq->arena, rq->language, "clock.midnight", NULL).at;
    return moment_clock(rq->arena, rq->language, ends_at, offset).at;
}

struct span period_text(struct request *rq, int64_t starts_at, int64_t ends_at, bool days, struct span zone)
{
    struct arena *const arena = rq->arena;
    const unsigned language = rq->language;
    const int64_t last = ends_at - 1;
    const int offset = zone_offset(zone, starts_at), last_offset = zone_offset(zone, last);
    const bool one =
        moment_days_ahead(last, moment_now_for(starts_at, offset, last_offset), last_offset) == 0;
    const struct span first = moment_date(arena, language, starts_at, rq->now, offset),
                      end = moment_date(arena, language, last, rq->now, last_offset);

    if (days)
        return one ? first
                   : i18n_format(arena, language, "period.days", "first", first.at, "last", end.at, NULL);
    return i18n_format(arena, language, one ? "period.hours" : "period.moments", "day", first.at, "from",
                       moment_clock(arena, language, starts_at, offset).at, "last", end.at, "until",
                       end_clock(rq, ends_at, last_offset), NULL);
}

struct span period_sentence(struct request *rq, const char *what, struct span period, struct span zone)
{
    int64_t starts_at = 0, ends_at = 0;

    clock_parse(ready_text(rq->arena, period, "starts_at"), &starts_at);
    clock_parse(ready_text(rq->arena, period, "ends_at"), &ends_at);
    return i18n_format(rq->arena, rq->language, arena_printf(rq->arena, "period.%s", what), "when",
                       period_text(rq, starts_at, ends_at, strcmp(what, "closure") == 0, zone).at, NULL);
}

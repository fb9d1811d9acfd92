/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking what nobody in particular reports. Two limits: of the thing, so that nobody buries it; and of the
 * network, generous because a library's visitors share one address. A refused attempt isn't counted: who
 * hammers at the door doesn't keep it shut for the others. */
#include "public_report.h"

#include "people.h"
#include "queries.h"

enum {
    THING_REPORTS = 12, /* at once; then one each */
    THING_SECONDS = 300,
    NETWORK_REPORTS = 60,
    NETWORK_SECONDS = 60,
};

static const char *const kinds[] = { "problem", "correction" };

struct bucket {
    const char *name;
    int capacity, seconds;
    int64_t wait, remaining;
};

static void take(struct request *rq, struct bucket *bucket, const char *of, const char *address)
{
    const struct rows rows =
        WORK_QUERY(rq, SQL_report_take, of, address, arena_printf(rq->arena, "%d", bucket->capacity),
                   arena_printf(rq->arena, "%d", bucket->seconds));

    if (!rows.ok || rows.count == 0)
        return;
    bucket->wait = rows_int(&rows, 0, 0);
    bucket->remaining = rows_int(&rows, 0, 1);
}

/* Always in this order, so that two never wait for each other. */
void limits_take(struct request *rq, const char *name, const char *bucket, struct report_limits *ret_limits)
{
    struct bucket thing = { name, THING_REPORTS, THING_SECONDS, 0, 0 };
    struct bucket network = { "network", NETWORK_REPORTS, NETWORK_SECONDS, 0, 0 };

    take(rq, &thing, bucket, NULL);
    take(rq, &network, "report network", network_bucket(rq));
    const bool thing_first =
        thing.wait != network.wait ? thing.wait > network.wait : thing.remaining <= network.remaining;
    const struct bucket *const tight = thing_first ? &thing : &network;

    ret_limits->wait = tight->wait;
    ret_limits->policy = arena_printf(rq->arena, "\"%s\";q=%d;w=%d, \"%s\";q=%d;w=%d", thing.name,
                                      thing.capacity, thing.capacity * thing.seconds, network.name,
                                      network.capacity, network.capacity * network.seconds);
    ret_limits->limit = arena_printf(rq->arena, "\"%s\";r=%lld;t=%lld", tight->name,
                                     (long long)(tight->wait > 0 ? 0 : tight->remaining),
                                     (long long)(tight->wait > 0 ? tight->wait : tight->seconds));
}

struct rows report_record(struct request *rq, enum report_kind kind, struct span code,
                          struct report_limits *ret_limits)
{
    const char *const meant = arena_copy(rq->arena, code.at, code.length);

    limits_take(rq, kind == REPORT_PROBLEM ? "point" : "branch",
                arena_printf(rq->arena, "report %s %s", kinds[kind], meant), ret_limits);
    if (ret_limits->wait > 0)
        return (struct rows){ .ok = false };
    return WORK_QUERY(rq, SQL_public_report_make, kinds[kind], meant, arg_value(rq, kinds[kind]),
                      arg_value(rq, "text"));
}

void report_headers(struct request *rq, struct reply *reply, const struct report_limits *limits)
{
    reply_header(reply, "RateLimit-Policy", limits->policy);
    reply_header(reply, "RateLimit", limits->limit);
    if (limits->wait > 0)
        reply_header(reply, "Retry-After", arena_printf(rq->arena, "%lld", (long long)limits->wait));
}

struct reply report_reply(struct request *rq, enum report_kind kind, struct span code)
{
    struct report_limits limits = { 0 };
    const struct rows made = report_record(rq, kind, code, &limits);
    struct reply reply;

    if (limits.wait > 0)
        reply = problem(rq, PROBLEM_TOO_MANY_ATTEMPTS);
    else if (!made.ok || made.count == 0 || rows_null(&made, 0, 0))
        return problem(rq, PROBLEM_NOT_FOUND);
    else
        reply = reply_rows(rq, 201, &made);
    report_headers(rq, &reply, &limits);
    return reply;
}

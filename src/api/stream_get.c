/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/stream: what changes, as it changes (server-sent events). */
#include "branchlight/operation.h"

#include <stdlib.h>

#define CHANGE_MAX 999999999999999999 /* 18 digits */

static const struct param params[] = {
    { "after", IN_QUERY, T_INT, .min = 0, .max = CHANGE_MAX, .fallback = -1, .unkept = true,
      .summary = "Number of the last change that is known already; Last-Event-ID goes before it",
      .example = "1200" },
};

/* Where the listener goes on: the header that browsers send when they come again, or what its page was made
 * with. -1: from now on. */
static int64_t last_event(struct request *rq)
{
    const struct span header = exchange_header(rq->exchange, "Last-Event-ID");
    int64_t number = 0;

    if (header.length == 0 || header.length > 18)
        return arg(rq, "after")->integer;
    for (size_t i = 0; i < header.length; i++) {
        if (header.at[i] < '0' || header.at[i] > '9')
            return arg(rq, "after")->integer;
        number = number * 10 + (header.at[i] - '0');
    }
    return number;
}

static struct reply answer(struct request *rq)
{
    struct reply reply = {
        .status = 200, .content_type = "text/event-stream", .live = rq->live, .live_after = last_event(rq)
    };

    if (!rq->live)
        return problem(rq, PROBLEM_NOT_READY);
    reply_header(&reply, "Cache-Control", "no-store");
    reply_header(&reply, "X-Accel-Buffering", "no"); /* nginx would hold events back */
    return reply;
}

const struct operation stream_get = {
    .summary = "What changes, as it changes",
    .description =
        "Server-sent events: `change` with kind, code and operation of a row, its id the number "
        "of the change; `reload` where "
        "everything may be other. Who comes again with Last-Event-ID misses nothing, or is told "
        "to reload; `after` is the same for who listens for the first time, and saw the state of that "
        "change elsewhere. A comment each 15 seconds.",
    .tag = "Changes",
    PARAMS(params),
    .formats = FORMAT_BIT(FORMAT_EVENTS),
    .returns = "Branch",
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/summary: how many there are, and how many can be used now. */
#include "branchlight/feeds.h"
#include "shared.h"

static struct reply answer(struct request *rq)
{
    struct directory_summary summary;
    directory_summary(rq->snapshot, &summary);
    const struct {
        const char *name;
        uint32_t value;
    } counts[] = {
        { "libraries", summary.libraries },
        { "branches", summary.branches },
        { "municipalities", summary.municipalities },
        { "utilities", summary.utilities },
        { "points", summary.points },
        { "points_active", summary.points_active },
        { "points_planned", summary.points_planned },
        { "working", summary.status[STATUS_WORKING] },
        { "limited", summary.status[STATUS_LIMITED] },
        { "out_of_order", summary.status[STATUS_OUT_OF_ORDER] },
        { "not_confirmed", summary.status[STATUS_UNKNOWN] },
        { "usable_now", summary.usable },
        { "assisted_now", summary.assisted },
        { "branches_open_now", summary.open },
        { "branches_closed_now", summary.closed },
        { "events_ahead", summary.events_ahead },
        { "demo", summary.demo },
    };
    struct buffer out = buffer_in(rq->arena, 1024);
    buffer_char(&out, '{');
    instant_member(&out, "at", rq->now);
    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++) {
        json_put_name(&out, counts[i].name);
        buffer_int(&out, counts[i].value);
    }
    buffer_char(&out, '}');
    return reply_json(rq, &out);
}

const struct operation summary_get = {
    .summary = "Get the counts",
    .description = "How many libraries, branches and points there are, and how many of the active points "
                   "work, are usable and are "
                   "assisted now. `demo` counts the branches and points that are demonstration data.",
    .tag = "Summary",
    .shared = { &language_params },
    .returns = "Summary",
    .answer = answer,
};

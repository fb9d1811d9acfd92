/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/closures/{closure}: on those days it is open as usual. */
#include "incident.h"
#include "queries.h"

struct reply closure_withdraw(struct request *rq, struct span id)
{
    const struct rows found = WORK_QUERY(rq, SQL_closure_find, arena_copy(rq->arena, id.at, id.length));

    if (!found.ok || found.count == 0)
        return problem(rq, PROBLEM_NOT_FOUND);
    const struct span own = rows_text(&found, 0, 0);
    const enum problem answer = authorize(rq, ACTION_DIRECTORY, "branch", rows_text(&found, 0, 1));

    if (answer != PROBLEMS)
        return problem(rq, answer);
    const struct rows gone = WORK_QUERY(rq, SQL_closure_cancel, arena_copy(rq->arena, own.at, own.length));

    return reply_rows(rq, 200, &gone);
}

static const struct param params[] = {
    { "closure", IN_PATH, T_CODE, .summary = "Id of the closure",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    return closure_withdraw(rq, arg(rq, "closure")->text);
}

const struct operation closure_cancel = {
    .summary = "Take a planned closure back",
    .tag = "Reports and incidents",
    PARAMS(params),
    .returns = "Cancelled",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/planned-work/{work}: it won't take place. */
#include "incident.h"
#include "queries.h"

struct reply planned_work_withdraw(struct request *rq, struct span id)
{
    const struct rows found = WORK_QUERY(rq, SQL_planned_work_find, arena_copy(rq->arena, id.at, id.length));

    if (!found.ok || found.count == 0)
        return problem(rq, PROBLEM_NOT_FOUND);
    const struct span own = rows_text(&found, 0, 0);
    const enum problem answer = authorize(rq, ACTION_TRIAGE, "point", rows_text(&found, 0, 1));

    if (answer != PROBLEMS)
        return problem(rq, answer);
    const struct rows gone =
        WORK_QUERY(rq, SQL_planned_work_cancel, arena_copy(rq->arena, own.at, own.length));

    return reply_rows(rq, 200, &gone);
}

static const struct param params[] = {
    { "work", IN_PATH, T_CODE, .summary = "Id of the planned work",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    return planned_work_withdraw(rq, arg(rq, "work")->text);
}

const struct operation planned_work_cancel = {
    .summary = "Call planned work off",
    .tag = "Reports and incidents",
    PARAMS(params),
    .returns = "Cancelled",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
};

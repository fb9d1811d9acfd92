/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/public-reports/{report}: one, with the version that deciding about it needs. */
#include "incident.h"
#include "queries.h"

static const struct param params[] = {
    { "report", IN_PATH, T_CODE, .summary = "Id of the report",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    struct rows found;
    const enum problem answer = public_report_authorize(rq, arg(rq, "report")->text, &found);

    if (answer != PROBLEMS)
        return problem(rq, answer);
    const struct rows rows = WORK_QUERY(rq, SQL_public_report_get, rq->object);

    return reply_version(rq, 200, &rows);
}

const struct operation public_report_get = {
    .summary = "Get a report of a visitor",
    .tag = "Reports and incidents",
    PARAMS(params),
    .returns = "PublicReport",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/incidents/{incident}: one, with all that was done about it. */
#include "incident.h"
#include "queries.h"

static const struct param params[] = {
    { "incident", IN_PATH, T_CODE, .summary = "Id of the incident",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    const char *point;
    const enum problem answer = incident_authorize(rq, arg(rq, "incident")->text, &point);

    if (answer != PROBLEMS)
        return problem(rq, answer);
    const struct rows rows = WORK_QUERY(rq, SQL_incident_get, rq->object);

    return reply_version(rq, 200, &rows);
}

const struct operation incident_get = {
    .summary = "Get an incident",
    .tag = "Reports and incidents",
    PARAMS(params),
    .returns = "Incident",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
};

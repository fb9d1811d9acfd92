/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/incidents/{incident}: the next state, who deals with it, until when, and what was done. */
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
    const enum change change = incident_change_record(rq, point, rq->version);
    const struct rows now = WORK_QUERY(rq, SQL_incident_get, rq->object);

    return change_reply(rq, change, 200, &now);
}

const struct operation incident_change = {
    .summary = "Change an incident",
    .description = "Each change is noted with who made it. Where two change one incident at a time, the "
                   "second is told what is there now.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &incident_body },
    .returns = "Incident",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
    .matches = true,
};

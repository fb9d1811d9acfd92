/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/incidents: what is being dealt with. */
#include "incident.h"
#include "queries.h"
#include "shared.h"

static const struct param params[] = {
    { "state", IN_QUERY, T_CHOICES, .choices = incident_states,
      .summary = "Only those in one of these states; without it, those that aren't over",
      .example = "reported,acknowledged" },
    { "point", IN_QUERY, T_CODE, .summary = "Only those of this point", .example = "pasvalys-eso" },
};

static struct reply run(struct request *rq)
{
    const char *limit, *after;

    if (!incident_page(rq, &limit, &after))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    const struct rows rows =
        WORK_QUERY(rq, SQL_incident_list, arg_value(rq, "state"), arg_value(rq, "point"), limit, after);

    return incident_rows_reply(rq, &rows);
}

const struct operation incident_list = {
    .summary = "List incidents",
    .description = "Of the points that one may triage, the newest first.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &page_params },
    .returns = "IncidentList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
};

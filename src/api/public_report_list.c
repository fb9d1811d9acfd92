/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/public-reports: what visitors reported, to be decided about. */
#include "incident.h"
#include "queries.h"
#include "shared.h"

static const char *const states[] = { "open", "confirmed", "dismissed", "merged", "done", NULL };
static const char *const kinds[] = { "problem", "correction", NULL };

static const struct param params[] = {
    { "state", IN_QUERY, T_CHOICE, .choices = states, .summary = "Those in this state; without it, open ones",
      .example = "open" },
    { "kind", IN_QUERY, T_CHOICE, .choices = kinds, .summary = "Only those of this kind",
      .example = "problem" },
};

static struct reply run(struct request *rq)
{
    const char *limit, *after;

    if (!incident_page(rq, &limit, &after))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    const struct rows rows =
        WORK_QUERY(rq, SQL_public_report_list, arg_value(rq, "state"), arg_value(rq, "kind"), limit, after);

    return incident_rows_reply(rq, &rows);
}

const struct operation public_report_list = {
    .summary = "List reports of visitors",
    .description = "About the points and branches that one may triage, the newest first.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &page_params },
    .returns = "PublicReportList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/reports/{report}: one button is one decision; then on to the incident, or to the list.
 */
#include "branchlight/pages.h"
#include "incident_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "report", IN_PATH, T_CODE, .summary = "Id of the report",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "version", IN_BODY, T_INT, .min = 0, .max = INT32_MAX, .summary = "The version that was shown" },
};

static struct reply run(struct request *rq)
{
    struct rows found;
    const char *incident = NULL;

    if (public_report_authorize(rq, arg(rq, "report")->text, &found) != PROBLEMS)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    if (rq->error_count > 0)
        return staff_report_show(rq, 422, false);
    switch (decision_record(rq, &found, arg(rq, "version")->integer, &incident)) {
    case CHANGE_MISSING:
        return page_problem(rq, PROBLEM_NOT_FOUND);
    case CHANGE_STALE:
        return staff_report_show(rq, 412, true);
    case CHANGE_CONFLICT:
        return staff_report_show(rq, 409, false);
    case CHANGE_INVALID:
        return staff_report_show(rq, 422, false);
    default:
        return see_other(rq, incident ? arena_printf(rq->arena, "staff/incidents/%s", incident)
                                      : "staff/attention");
    }
}

const struct operation staff_report_decide = {
    .summary = "Decide about a visitor's report",
    PARAMS(params),
    .shared = { &decision_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};

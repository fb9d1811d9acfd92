/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/reports/{report}: one button is one decision; then on to what is next. */
#include "branchlight/pages.h"
#include "incident_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "report", IN_PATH, T_CODE, .summary = "Id of the report",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "version", IN_BODY, T_INT, .min = 0, .max = INT32_MAX, .summary = "The version that was shown" },
};

/* On to what is to be done next: the incident, the form in which a correction is made, what became of it, or
 * the list. */
static const char *next_page(struct request *rq, const struct rows *found, const char *incident)
{
    const char *const report = rq->object, *const branch = cell_string(rq, found, 0, 2);
    const bool correction = rows_null(found, 0, 4), confirmed = arg(rq, "decision")->integer == 0;

    if (incident)
        return arena_printf(rq->arena, "staff/incidents/%s", incident);
    if (correction && confirmed && authorize(rq, ACTION_DIRECTORY, "branch", span_of(branch)) == PROBLEMS)
        return arena_printf(rq->arena, "staff/directory/branches/%s?confirmed=true", branch);
    if (correction && (confirmed || span_equal(arg(rq, "decision")->text, SPAN("done"))))
        return arena_printf(rq->arena, "staff/reports/%s", report);
    return arena_printf(rq->arena, "staff/attention?decided=%s", arg_value(rq, "decision"));
}

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
        return see_other(rq, next_page(rq, &found, incident));
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

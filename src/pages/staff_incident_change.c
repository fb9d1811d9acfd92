/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/incidents/{incident}: the form of its page. The version that was shown goes with it: who
 * was overtaken is shown what is there now, with their words kept. */
#include "branchlight/pages.h"
#include "incident_parts.h"
#include "queries.h"

static const char *const ends[] = { "today", "tomorrow", NULL };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "incident", IN_PATH, T_CODE, .summary = "Id of the incident",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "version", IN_BODY, T_INT, .min = 0, .max = INT32_MAX, .summary = "The version that was shown" },
    { "end", IN_BODY, T_CHOICE, .choices = ends, .summary = "When it should be over" },
    { "looked", IN_BODY, T_BOOL, .summary = "Fixed, and seen to work" },
};

static void translate(struct request *rq, const char *point)
{
    if (arg_given(rq, "looked") && arg(rq, "looked")->boolean) {
        arg_give(rq, "works", "true");
        if (!arg_given(rq, "state")) /* a button of its own */
            arg_give(rq, "state", "fixed");
    }
    if (!arg_given(rq, "end"))
        return;
    const struct rows end =
        WORK_QUERY(rq, SQL_day_end, point, arg(rq, "end")->integer == 0 ? "0" : "1", NULL);

    if (end.ok && end.count == 1)
        arg_give(rq, "expected_end", cell_string(rq, &end, 0, 0));
}

static struct reply run(struct request *rq)
{
    const char *point;

    if (incident_authorize(rq, arg(rq, "incident")->text, &point) != PROBLEMS)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    if (rq->error_count > 0)
        return staff_incident_show(rq, 422, false);
    translate(rq, point);
    switch (incident_change_record(rq, point, arg(rq, "version")->integer)) {
    case CHANGE_MISSING:
        return page_problem(rq, PROBLEM_NOT_FOUND);
    case CHANGE_STALE:
        return staff_incident_show(rq, 412, true);
    case CHANGE_CONFLICT:
        return staff_incident_show(rq, 409, false);
    case CHANGE_INVALID:
        return staff_incident_show(rq, 422, false);
    default:
        return see_other(rq, arena_printf(rq->arena, "staff/incidents/%s", rq->object));
    }
}

const struct operation staff_incident_change = {
    .summary = "Change an incident",
    PARAMS(params),
    .shared = { &incident_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};

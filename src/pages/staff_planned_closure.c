/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/points/{point}/closures: closes the point's building for some days, or opens it again.
 */
#include "branchlight/pages.h"
#include "incident_parts.h"
#include "queries.h"
#include "staff_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "cancel", IN_BODY, T_CODE, .summary = "Id of what won't take place" },
};

/* The action was asked about the point; the building is its branch's. */
static bool branch_take(struct request *rq, const char *point)
{
    const struct rows place = WORK_QUERY(rq, SQL_staff_planned, point);

    return place.ok && place.count == 1 &&
           authorize(rq, ACTION_DIRECTORY, "branch", rows_text(&place, 0, 2)) == PROBLEMS;
}

static struct reply run(struct request *rq)
{
    const char *const point = rq->object;
    const char *const back = arena_printf(rq->arena, "staff/points/%.*s/planned",
                                          (int)arg(rq, "point")->text.length, arg(rq, "point")->text.at);

    if (!branch_take(rq, point))
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (arg_given(rq, "cancel")) {
        rq->error_count = 0; /* no days are needed then */
        const struct reply gone = closure_withdraw(rq, arg(rq, "cancel")->text);

        return gone.status < 400 ? see_other(rq, back) : page_problem(rq, PROBLEM_NOT_FOUND);
    }
    const struct rows made = closure_record(rq);

    form_error_move(rq, "reason.lt", "closure_lt");
    if (rq->error_count > 0)
        return staff_planned_show(rq, point, 422);
    return made.ok ? see_other(rq, back) : page_problem(rq, PROBLEM_NOT_FOUND);
}

const struct operation staff_planned_closure = {
    .summary = "Close a building for some days",
    PARAMS(params),
    .shared = { &closure_body, &once_body },
    .fresh = true,
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

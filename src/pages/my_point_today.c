/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/points/{point}/today: what holds today in the point's branch, or no longer. */
#include "../api/staff.h"
#include "my_point_parts.h"
#include "queries.h"

static const char *const causes[] = { "closed_today", "open_until", "no_adviser", NULL };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "lt-pasvalys-eso" },
    { "undo", IN_BODY, T_CHOICE, .choices = causes, .summary = "What no longer holds" },
};

static struct reply run(struct request *rq)
{
    const char *const point = rq->object;
    if (tapped_by_another(rq))
        return page_sign_in(rq);
    const struct rows branch = WORK_QUERY(rq, SQL_point_branch, point);

    if (!branch.ok || branch.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    rq->object = cell_string(rq, &branch, 0, 0);
    if (arg_given(rq, "undo")) {
        rq->error_count = 0; /* no cause is needed then */
        day_withdraw(rq, arg_value(rq, "undo"));
    } else {
        day_record(rq);
    }
    if (rq->error_count > 0)
        return my_point_show(rq, point, 422);
    return see_other(rq, arena_printf(rq->arena, "staff/points/%s?%s", arg_value(rq, "point"),
                                      arg_given(rq, "undo")
                                          ? "undone=true"
                                          : arena_printf(rq->arena, "today=%s", arg_value(rq, "cause"))));
}

const struct operation my_point_today = {
    .summary = "Say what holds today",
    PARAMS(params),
    .shared = { &day_body, &tapped_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_HOURS_TODAY,
    .fresh = true, /* a phone that had no connection sends it until it is sure */
};

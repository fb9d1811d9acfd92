/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/points/{point}/planned: plans work, in days and hours of the place's own clock, or calls
 * it off. */
#include "branchlight/pages.h"
#include "incident_parts.h"
#include "queries.h"
#include "staff_parts.h"

enum { DAY_LENGTH = 10, TIME_LENGTH = 5 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "from_day", IN_BODY, T_INSTANT, .summary = "From which day" },
    { "from_time", IN_BODY, T_TEXT, .max = TIME_LENGTH, .summary = "From what time, hh:mm" },
    { "until_day", IN_BODY, T_INSTANT, .summary = "Until which day" },
    { "until_time", IN_BODY, T_TEXT, .max = TIME_LENGTH, .summary = "Until what time, hh:mm" },
    { "cancel", IN_BODY, T_CODE, .summary = "Id of what won't take place" },
};

static bool is_time(struct span text)
{
    const char *const at = text.at;

    return text.length == TIME_LENGTH && at[0] >= '0' && at[0] <= '2' && at[1] >= '0' && at[1] <= '9' &&
           at[2] == ':' && at[3] >= '0' && at[3] <= '5' && at[4] >= '0' && at[4] <= '9' &&
           (at[0] < '2' || at[1] < '4');
}

/* An instant of the operation, of the form's day and time. */
static void translate(struct request *rq, const char *name, const char *day, const char *time)
{
    const struct span on = arg(rq, day)->text, at = arg(rq, time)->text;

    if (on.length != DAY_LENGTH)
        param_error(rq, day, arg_given(rq, day) ? "day" : "required", NULL);
    if (!is_time(at))
        param_error(rq, time, arg_given(rq, time) ? "time" : "required", NULL);
    if (rq->error_count > 0)
        return;
    const struct rows instant =
        WORK_QUERY(rq, SQL_local_instant, rq->object, arena_copy(rq->arena, on.at, on.length),
                   arena_copy(rq->arena, at.at, at.length));

    if (instant.ok && instant.count == 1)
        arg_give(rq, name, cell_string(rq, &instant, 0, 0));
}

static struct reply run(struct request *rq)
{
    const char *const point = rq->object;
    const char *const back = arena_printf(rq->arena, "staff/points/%.*s/planned",
                                          (int)arg(rq, "point")->text.length, arg(rq, "point")->text.at);

    rq->error_count = 0; /* the operation's own instants are made here */
    if (arg_given(rq, "cancel")) {
        const struct reply gone = planned_work_withdraw(rq, arg(rq, "cancel")->text);

        return gone.status < 400 ? see_other(rq, back) : page_problem(rq, PROBLEM_NOT_FOUND);
    }
    translate(rq, "starts_at", "from_day", "from_time");
    translate(rq, "ends_at", "until_day", "until_time");
    if (rq->error_count == 0 && arg(rq, "ends_at")->integer <= arg(rq, "starts_at")->integer)
        param_error(rq, "until_day", "after_start", NULL);
    else if (rq->error_count == 0 && arg(rq, "ends_at")->integer <= rq->now)
        param_error(rq, "until_day", "over", NULL);
    const struct rows made = planned_work_record(rq);

    form_error_move(rq, "reason.lt", "work_lt");
    if (rq->error_count > 0)
        return staff_planned_show(rq, point, 422);
    return made.ok ? see_other(rq, back) : page_problem(rq, PROBLEM_NOT_FOUND);
}

const struct operation staff_planned_work = {
    .summary = "Plan work on a point",
    PARAMS(params),
    .shared = { &planned_work_body, &once_body },
    .fresh = true,
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};

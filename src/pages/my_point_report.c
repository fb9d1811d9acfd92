/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/points/{point}: the forms of one's point. Each button is a whole report. */
#include "../api/staff.h"
#include "my_point_parts.h"
#include "queries.h"

static const char *const faults[] = { "computer", "network", "website", "printer", NULL };
static const char *const ends[] = { "today", "tomorrow", NULL };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "lt-pasvalys-eso" },
    { "fault", IN_BODY, T_CHOICE, .choices = faults, .summary = "What doesn't work" },
    { "end", IN_BODY, T_CHOICE, .choices = ends, .summary = "When it should be over" },
    { "ends_at", IN_BODY, T_INSTANT,
      .summary = "That instant, by the clock of a phone that had no connection as it was said" },
};

static const struct param tapped[] = {
    { "tapped_by", IN_BODY, T_TEXT, .max = 16,
      .summary = "Mark of who tapped it on a phone that had no connection" },
};
const struct param_set tapped_body = { tapped, 1 };

bool tapped_by_another(struct request *rq)
{
    return arg_given(rq, "tapped_by") &&
           !span_equal(arg(rq, "tapped_by")->text, span_of(staff_user_mark(rq)));
}

static void down_give(struct request *rq, const char *part)
{
    const char *const name = arena_printf(rq->arena, "components.%s", part);

    if (!arg_given(rq, name))
        arg_give(rq, name, "down");
}

/* A fault of a part, and the end of a day, in the operation's own arguments. Who finds another part out of
 * order says nothing of those that were already: they stay so until everything works, and the whole is over
 * no sooner than they are. */
static void translate(struct request *rq)
{
    const char *held_end = NULL;
    int64_t held_until = 0;
    bool endless = false;

    if (!arg_given(rq, "fault"))
        return;
    WORK_QUERY(rq, SQL_point_turn, rq->object);
    const struct rows holds = WORK_QUERY(rq, SQL_point_parts_down, rq->object);

    for (unsigned i = 0; holds.ok && i < holds.count; i++) {
        if (!rows_null(&holds, i, 0))
            down_give(rq, cell_string(rq, &holds, i, 0));
        if (span_equal(rows_text(&holds, i, 1), SPAN("out_of_order")) && !arg_given(rq, "status"))
            arg_give(rq, "status", "out_of_order"); /* one part more makes it no better */
        held_end = rows_null(&holds, i, 2) ? NULL : cell_string(rq, &holds, i, 2);
        held_until = held_end ? rows_int(&holds, i, 3) : 0;
        endless = !held_end;
    }
    down_give(rq, arg_value(rq, "fault"));
    if (endless || arg_given(rq, "expected_end"))
        return;
    if (arg_given(rq, "ends_at"))
        arg_give(rq, "expected_end",
                 arg(rq, "ends_at")->integer < held_until ? held_end : arg_value(rq, "ends_at"));
    if (!arg_given(rq, "end") || arg_given(rq, "ends_at"))
        return;
    const struct rows end =
        WORK_QUERY(rq, SQL_day_end, rq->object, arg(rq, "end")->integer == 0 ? "0" : "1", held_end);

    if (end.ok && end.count == 1)
        arg_give(rq, "expected_end", cell_string(rq, &end, 0, 0));
}

static struct reply run(struct request *rq)
{
    const char *const point = arena_copy(rq->arena, arg(rq, "point")->text.at, arg(rq, "point")->text.length);

    if (tapped_by_another(rq))
        return page_sign_in(rq);
    if (!arg_given(rq, "fault") && !arg_given(rq, "status") && !arg_given(rq, "undoes"))
        param_error(rq, "fault", "required", NULL);
    if (rq->error_count > 0)
        return my_point_show(rq, rq->object, 422);
    translate(rq);
    const struct rows made = status_report_record(rq);

    if (!made.ok || made.count == 0)
        return page_problem(rq, arg_given(rq, "undoes") ? PROBLEM_NOT_FOUND : PROBLEM_GONE);
    if (arg_given(rq, "undoes"))
        return see_other(rq, arena_printf(rq->arena, "staff/points/%s?undone=true", point));
    return see_other(rq,
                     arena_printf(rq->arena, "staff/points/%s?done=%s", point, cell_string(rq, &made, 0, 1)));
}

const struct operation my_point_report = {
    .summary = "Report the status of my point",
    PARAMS(params),
    .shared = { &status_report_body, &tapped_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_STATUS,
    .fresh = true, /* a phone that had no connection sends it until it is sure */
};

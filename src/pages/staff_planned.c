/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/points/{point}/planned: work on a point and closures of its building, announced before;
 * each with the events that it hits, whose organizers should know. */
#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/ready.h"
#include "incident_parts.h"
#include "queries.h"
#include "zoned.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static void events_set(struct request *rq, struct view *row, struct span events, struct span zone)
{
    struct view *list = NULL;
    struct span event;

    while (ready_next(&events, NULL, &event)) {
        struct span language = { 0 };
        const struct span code = ready_text(rq->arena, event, "code");

        if (!list)
            list = view_set_list(view_set_object(row, "hits"), "events");
        struct view *const hit = view_add_object(list);
        int64_t at = 0;

        view_set_foreign(rq, hit, "title",
                         ready_text_in(rq->arena, event, "title", language_code(rq->language), &language),
                         language);
        view_set_string(hit, "url", page_path(rq, "events/%.*s", (int)code.length, code.at));
        if (clock_parse(ready_text(rq->arena, event, "starts_at"), &at))
            view_set_text(hit, "when", zoned_when(rq, at, zone));
    }
}

/* Rows of planned_work_list.sql and of closure_list.sql are alike. */
static void periods_set(struct request *rq, struct view *view, const char *name, const struct rows *rows,
                        bool days, struct span zone)
{
    struct view *const list = view_set_list(view, name);

    for (unsigned i = 0; rows->ok && i < rows->count; i++) {
        struct view *const row = view_add_object(list);

        view_set_string(row, "id", cell_string(rq, rows, i, 0));
        view_set_text(row, "when", period_text(rq, rows_int(rows, i, 1), rows_int(rows, i, 2), days, zone));
        view_set_string(row, "reason", cell_string(rq, rows, i, 3));
        view_set_bool(row, "can_cancel", !days || rows_bool(rows, i, 5));
        events_set(rq, row, rows_text(rows, i, 4), zone);
    }
}

struct reply staff_planned_show(struct request *rq, const char *point, unsigned status)
{
    const struct rows rows = WORK_QUERY(rq, SQL_staff_planned, point);
    const char *const language = language_code(rq->language);

    if (!rows.ok || rows.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    const char *const code = cell_string(rq, &rows, 0, 0), *const branch = cell_string(rq, &rows, 0, 1);
    const struct span zone = rows_text(&rows, 0, 5);
    const char *const path = arena_printf(rq->arena, "staff/points/%s/planned", code);
    struct view *const view = staff_view(rq, i18n_text(rq->language, "planned.title"), path, "points");
    const struct rows works = WORK_QUERY(rq, SQL_planned_work_list, point, language),
                      closures = WORK_QUERY(rq, SQL_closure_list, branch, language);

    view_set_string(view, "branch", cell_string(rq, &rows, 0, 3));
    view_set_string(view, "utility", cell_string(rq, &rows, 0, 4));
    view_set_string(view, "back", arena_printf(rq->arena, "/%s/staff/points/%s", language, code));
    view_set_string(view, "work_action", arena_printf(rq->arena, "/%s/%s", language, path));
    view_set_string(view, "closure_action",
                    arena_printf(rq->arena, "/%s/staff/points/%s/closures", language, code));
    view_set_bool(view, "may_close",
                  authorize(rq, ACTION_DIRECTORY, "branch", rows_text(&rows, 0, 2)) == PROBLEMS);
    periods_set(rq, view, "works", &works, false, zone);
    periods_set(rq, view, "closures", &closures, true, zone);
    view_set_bool(view, "closing", operation_param_index(rq->route->operation, SPAN("first_day")) >= 0);
    once_set(rq, view);
    form_set(rq, view);
    return shell_reply(rq, status, "staff_planned", view);
}

static struct reply run(struct request *rq)
{
    return staff_planned_show(rq, rq->object, 200);
}

const struct operation staff_planned = {
    .summary = "What is planned",
    PARAMS(params),
    .shared = { &once_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};

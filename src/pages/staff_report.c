/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/reports/{report}: what a visitor reported, and what is to be made of it. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "facts.h"
#include "incident_parts.h"
#include "queries.h"
#include "zoned.h"

enum column {
    VERSION,
    STATE,
    KIND,
    ABOUT,
    WORDS,
    MADE,
    POINT,
    BRANCH,
    LIBRARY,
    UTILITY,
    BRANCH_CODE,
    ZONE,
    INCIDENT,
    PHONE
};

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "report", IN_PATH, T_CODE, .summary = "Id of the report",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct span about_text(struct request *rq, const char *kind, const char *about)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "public_report.%s.%s", kind, about));
}

/* Others that may say the same. */
static void others_set(struct request *rq, struct view *view, const char *kind, struct span zone)
{
    const struct rows others = WORK_QUERY(rq, SQL_staff_report_others, rq->object);
    struct view *list = NULL;

    view_set_bool(view, "any_others", others.ok && others.count > 0);
    for (unsigned i = 0; others.ok && i < others.count; i++) {
        if (!list)
            list = view_set_list(view, "others");
        struct view *const row = view_add_object(list);

        view_set_string(row, "id", cell_string(rq, &others, i, 0));
        view_set_text(row, "about", about_text(rq, kind, cell_string(rq, &others, i, 1)));
        view_set_string(row, "text", cell_string(rq, &others, i, 2));
        view_set_text(row, "age", zoned_age(rq, rows_int(&others, i, 3), zone));
        view_set_string(row, "url", page_path(rq, "staff/reports/%s", cell_string(rq, &others, i, 0)));
    }
}

static void incidents_set(struct request *rq, struct view *view, struct span zone)
{
    const struct rows incidents = WORK_QUERY(rq, SQL_staff_report_incidents, rq->object);
    struct view *list = NULL;

    view_set_bool(view, "any_incidents", incidents.ok && incidents.count > 0);
    for (unsigned i = 0; incidents.ok && i < incidents.count; i++) {
        if (!list)
            list = view_set_list(view, "incidents");
        struct view *const row = view_add_object(list);

        view_set_string(row, "id", cell_string(rq, &incidents, i, 0));
        view_set_text(row, "part", about_text(rq, "problem", cell_string(rq, &incidents, i, 1)));
        view_set_text(row, "state", words_of(rq, "incident.state", cell_string(rq, &incidents, i, 2)));
        view_set_text(row, "age", zoned_age(rq, rows_int(&incidents, i, 3), zone));
    }
}

/* Where a correction is made, for who may; `waits`: until somebody says that it was. */
static void correction_set(struct request *rq, struct view *view, const char *branch, bool waits)
{
    const char *const object = rq->object;

    view_set_bool(view, "waits", waits);
    if (authorize(rq, ACTION_DIRECTORY, "branch", span_of(branch)) == PROBLEMS)
        view_set_string(view, "edit_url", page_path(rq, "staff/directory/branches/%s", branch));
    rq->object = object;
}

static void head_set(struct request *rq, struct view *view, const struct rows *rows)
{
    const struct span zone = rows_text(rows, 0, ZONE);
    const char *const language = language_code(rq->language),
                      *const incident = cell_string(rq, rows, 0, INCIDENT),
                      *const state = cell_string(rq, rows, 0, STATE);

    view_set_string(view, "text", cell_string(rq, rows, 0, WORDS));
    view_set_text(view, "age", zoned_age(rq, rows_int(rows, 0, MADE), zone));
    view_set_string(view, "branch", cell_string(rq, rows, 0, BRANCH));
    view_set_string(view, "utility", cell_string(rq, rows, 0, UTILITY));
    view_set_string(view, "phone", cell_string(rq, rows, 0, PHONE));
    view_set_string(view, "phone_url", phone_url(rq->arena, rows_text(rows, 0, PHONE)));
    view_set_string(
        view, "branch_url",
        arena_printf(rq->arena, "/%s/branches/%s", language, cell_string(rq, rows, 0, BRANCH_CODE)));
    view_set_string(view, "version", arena_printf(rq->arena, "%lld", (long long)rows_int(rows, 0, VERSION)));
    view_set_string(view, "action", arena_printf(rq->arena, "/%s/staff/reports/%s", language, rq->object));
    view_set_string(view, "list_url", arena_printf(rq->arena, "/%s/staff/attention", language));
    view_set_bool(view, cell_string(rq, rows, 0, KIND), true);
    if (!rows_null(rows, 0, POINT))
        view_set_bool(view, fault_of(cell_string(rq, rows, 0, ABOUT)) ? "fault" : "no_fault", true);
    view_set_bool(view, "open", strcmp(state, "open") == 0);
    if (rows_null(rows, 0, POINT))
        correction_set(rq, view, cell_string(rq, rows, 0, BRANCH_CODE), strcmp(state, "confirmed") == 0);
    view_set_text(view, "decided", words_of(rq, "report.state", state));
    if (incident)
        view_set_string(view, "incident_url",
                        arena_printf(rq->arena, "/%s/staff/incidents/%s", language, incident));
}

struct reply staff_report_show(struct request *rq, unsigned status, bool changed)
{
    const struct rows rows = WORK_QUERY(rq, SQL_staff_report, rq->object);

    if (!rows.ok || rows.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    const char *const kind = cell_string(rq, &rows, 0, KIND);
    const struct span about = about_text(rq, kind, cell_string(rq, &rows, 0, ABOUT));
    const struct span title = i18n_format(rq->arena, rq->language, "incident.title", "part", about.at,
                                          "branch", cell_string(rq, &rows, 0, BRANCH), NULL);
    struct view *const view =
        staff_view(rq, title, arena_printf(rq->arena, "staff/reports/%s", rq->object), "attention");
    const struct span zone = rows_text(&rows, 0, ZONE);

    view_set_text(view, "about", about);
    head_set(rq, view, &rows);
    others_set(rq, view, kind, zone);
    incidents_set(rq, view, zone);
    view_set_bool(view, "changed", changed);
    form_set(rq, view);
    return shell_reply(rq, status, "staff_report", view);
}

static struct reply run(struct request *rq)
{
    struct rows found;

    if (public_report_authorize(rq, arg(rq, "report")->text, &found) != PROBLEMS)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    return staff_report_show(rq, 200, false);
}

const struct operation staff_report = {
    .summary = "A visitor's report",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};

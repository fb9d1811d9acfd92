/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/incidents/{incident}: where a fault stands, what to do next, and what was done. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "facts.h"
#include "incident_parts.h"
#include "queries.h"
#include "zoned.h"

enum column {
    VERSION,
    STATE,
    PART,
    POINT,
    BRANCH,
    LIBRARY,
    UTILITY,
    PHONE,
    OPENED,
    EXPECTED,
    ASSIGNEE,
    ZONE,
    BRANCH_CODE,
    OPENED_BY
};

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "incident", IN_PATH, T_CODE, .summary = "Id of the incident",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct span state_text(struct request *rq, const char *state)
{
    return words_of(rq, "incident.state", state);
}

void incident_look(struct view *view, const char *state)
{
    const bool works = strcmp(state, "verified") == 0, fixed = strcmp(state, "fixed") == 0,
               off = strcmp(state, "dismissed") == 0;

    view_set_string(view, "state", works ? "works" : fixed ? "limited" : off ? "unknown" : "out");
    view_set_string(view, "icon", works ? "works" : fixed ? "limited" : off ? "unknown" : "out");
}

/* A button for each state that may follow; the first is the usual way on. */
static void next_set(struct request *rq, struct view *view)
{
    const struct rows next = WORK_QUERY(rq, SQL_staff_incident_next, rq->object);
    struct view *const list = view_set_list(view, "next");

    for (unsigned i = 0; next.ok && i < next.count; i++) {
        const char *const state = cell_string(rq, &next, i, 0);
        struct view *const button = view_add_object(list);

        view_set_string(button, "value", state);
        view_set_text(button, "text", words_of(rq, "incident.do", state));
        view_set_bool(button, "main", i == 0);
        if (strcmp(state, "fixed") == 0)
            view_set_bool(view, "can_be_fixed", true);
    }
    view_set_bool(view, "open", next.ok && next.count > 0);
}

static void people_set(struct request *rq, struct view *view, const char *assignee)
{
    const struct rows people = WORK_QUERY(rq, SQL_staff_incident_people, rq->object);
    struct view *const list = view_set_list(view, "people");

    for (unsigned i = 0; people.ok && i < people.count; i++) {
        const char *const id = cell_string(rq, &people, i, 0), *const name = cell_string(rq, &people, i, 1);
        const bool chosen = assignee && strcmp(assignee, id) == 0;
        struct view *const person = view_add_object(list);

        view_set_string(person, "id", id);
        view_set_string(person, "name", name);
        view_set_bool(person, "me", rows_bool(&people, i, 2));
        view_set_bool(person, "chosen", chosen);
        if (chosen)
            view_set_string(view, "assignee", name);
    }
}

static void updates_set(struct request *rq, struct view *view, struct span zone)
{
    const struct rows updates = WORK_QUERY(rq, SQL_staff_incident_updates, rq->object);
    struct view *const list = view_set_list(view, "updates");

    for (unsigned i = 0; updates.ok && i < updates.count; i++) {
        const char *const to = cell_string(rq, &updates, i, 1), *const role = cell_string(rq, &updates, i, 4);
        const bool moved = !span_equal(rows_text(&updates, i, 0), rows_text(&updates, i, 1));
        struct view *const row = view_add_object(list);

        incident_look(row, to);
        view_set_text(row, "what", moved ? state_text(rq, to) : i18n_text(rq->language, "incident.noted"));
        view_set_string(row, "note", cell_string(rq, &updates, i, 2));
        view_set_text(row, "age", zoned_age(rq, rows_int(&updates, i, 5), zone));
        view_set_string(row, "who", cell_string(rq, &updates, i, 3));
        if (role && rows_null(&updates, i, 3))
            view_set_text(row, "who", words_of(rq, "role", role));
        view_set_bool(row, "by_report", rows_bool(&updates, i, 6));
    }
}

static void reports_set(struct request *rq, struct view *view, struct span zone)
{
    const struct rows reports = WORK_QUERY(rq, SQL_staff_incident_reports, rq->object);
    struct view *list = NULL;

    view_set_bool(view, "any_reports", reports.ok && reports.count > 0);
    for (unsigned i = 0; reports.ok && i < reports.count; i++) {
        if (!list)
            list = view_set_list(view, "reports");
        struct view *const row = view_add_object(list);

        view_set_text(row, "about", words_of(rq, "public_report.problem", cell_string(rq, &reports, i, 0)));
        view_set_string(row, "text", cell_string(rq, &reports, i, 1));
        view_set_text(row, "age", zoned_age(rq, rows_int(&reports, i, 2), zone));
    }
}

static void head_set(struct request *rq, struct view *view, const struct rows *rows)
{
    const struct span zone = rows_text(rows, 0, ZONE);
    const char *const language = language_code(rq->language), *const state = cell_string(rq, rows, 0, STATE);
    const int64_t end = rows_int(rows, 0, EXPECTED);

    struct view *const now = view_set_object(view, "now"); /* `icon` is the page's own */

    incident_look(now, state);
    view_set_text(now, "word", state_text(rq, state));
    view_set_string(view, "branch", cell_string(rq, rows, 0, BRANCH));
    view_set_string(view, "utility", cell_string(rq, rows, 0, UTILITY));
    view_set_string(view, "phone", cell_string(rq, rows, 0, PHONE));
    view_set_string(view, "phone_url", phone_url(rq->arena, rows_text(rows, 0, PHONE)));
    view_set_string(view, "opened_by", cell_string(rq, rows, 0, OPENED_BY));
    view_set_text(view, "opened", zoned_age(rq, rows_int(rows, 0, OPENED), zone));
    if (end)
        view_set_text(view, "expected", zoned_until(rq, end, zone));
    view_set_string(view, "version", arena_printf(rq->arena, "%lld", (long long)rows_int(rows, 0, VERSION)));
    view_set_string(view, "action", arena_printf(rq->arena, "/%s/staff/incidents/%s", language, rq->object));
    view_set_string(
        view, "point_url",
        arena_printf(rq->arena, "/%s/staff/points/%s", language, cell_string(rq, rows, 0, POINT)));
    view_set_string(
        view, "planned_url",
        arena_printf(rq->arena, "/%s/staff/points/%s/planned", language, cell_string(rq, rows, 0, POINT)));
    view_set_string(
        view, "branch_url",
        arena_printf(rq->arena, "/%s/branches/%s", language, cell_string(rq, rows, 0, BRANCH_CODE)));
    view_set_string(view, "list_url", arena_printf(rq->arena, "/%s/staff/attention", language));
}

struct reply staff_incident_show(struct request *rq, unsigned status, bool changed)
{
    const struct rows rows = WORK_QUERY(rq, SQL_staff_incident, rq->object);

    if (!rows.ok || rows.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    const struct span part = words_of(rq, "public_report.problem", cell_string(rq, &rows, 0, PART));
    const struct span title = i18n_format(rq->arena, rq->language, "incident.title", "part", part.at,
                                          "branch", cell_string(rq, &rows, 0, BRANCH), NULL);
    struct view *const view =
        staff_view(rq, title, arena_printf(rq->arena, "staff/incidents/%s", rq->object), "attention");

    view_set_text(view, "part", part);
    head_set(rq, view, &rows);
    next_set(rq, view);
    people_set(rq, view, cell_string(rq, &rows, 0, ASSIGNEE));
    updates_set(rq, view, rows_text(&rows, 0, ZONE));
    reports_set(rq, view, rows_text(&rows, 0, ZONE));
    view_set_bool(view, "changed", changed);
    form_set(rq, view);
    return shell_reply(rq, status, "staff_incident", view);
}

static struct reply run(struct request *rq)
{
    const char *point;

    if (incident_authorize(rq, arg(rq, "incident")->text, &point) != PROBLEMS)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    return staff_incident_show(rq, 200, false);
}

const struct operation staff_incident = {
    .summary = "An incident",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};

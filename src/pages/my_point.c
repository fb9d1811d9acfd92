/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/points/{point}: one tap says that everything works; two say what doesn't. */
#include "my_point_parts.h"

#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "queries.h"

enum { UNTIL = 13 }; /* column of my_point.sql */

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "lt-pasvalys-eso" },
    { "done", IN_QUERY, T_CODE, .summary = "Id of the report that was just made" },
    { "today", IN_QUERY, T_CODE, .summary = "What was just said of today" },
};

/* What was taken for a cause, as words: "Neveikia internetas". */
static struct span report_word(struct request *rq, const struct rows *reports, unsigned i)
{
    static const char *const parts[] = { "computer", "network", "website", "printer" };
    const struct span components = rows_text(reports, i, 2);

    for (unsigned part = 0; part < sizeof parts / sizeof *parts; part++) {
        if (span_equal(ready_text(rq->arena, components, parts[part]), SPAN("down")))
            return words_of(rq, "my_point.down", parts[part]);
    }
    return words_of(rq, "status", cell_string(rq, reports, i, 1));
}

static void report_set(struct request *rq, struct view *row, const struct rows *reports, unsigned i,
                       int offset)
{
    const char *const name = cell_string(rq, reports, i, 5);
    const int64_t end = rows_int(reports, i, 7);

    status_look(rq, row, cell_string(rq, reports, i, 1));
    view_set_text(row, "what", report_word(rq, reports, i));
    view_set_text(row, "age", moment_age(rq->arena, rq->language, rows_int(reports, i, 3), rq->now, offset));
    view_set_string(row, "note", cell_string(rq, reports, i, 6));
    view_set_bool(row, "undone", rows_bool(reports, i, 8));
    if (name)
        view_set_string(row, "who", name);
    else
        view_set_text(row, "who", words_of(rq, "role", cell_string(rq, reports, i, 4)));
    if (end != 0)
        view_set_text(row, "end", moment_until(rq->arena, rq->language, end, rq->now, offset));
}

static void reports_set(struct request *rq, struct view *view, const char *point, int offset)
{
    const struct rows reports = WORK_QUERY(rq, SQL_my_point_reports, point);
    struct view *const list = view_set_list(view, "reports");
    const bool asked = rq->route->operation == &my_point && arg_given(rq, "done");

    for (unsigned i = 0; reports.ok && i < reports.count; i++) {
        report_set(rq, view_add_object(list), &reports, i, offset);
        if (!asked || !span_equal(rows_text(&reports, i, 0), arg(rq, "done")->text) ||
            !rows_bool(&reports, i, 9))
            continue;
        struct view *const toast = view_set_object(view, "toast");

        view_set_text(toast, "text",
                      i18n_format(rq->arena, rq->language, "my_point.saved", "what",
                                  string_of(rq->arena, report_word(rq, &reports, i)), NULL));
        view_set_string(toast, "undoes", cell_string(rq, &reports, i, 0));
    }
}

/* What visitors see of it, and until when. */
static void seen_set(struct request *rq, struct view *view, const struct rows *rows, int offset)
{
    struct view *const seen = view_set_object(view, "seen");
    const char *const status = cell_string(rq, rows, 0, 6);

    status_look(rq, seen, status);
    if (status)
        view_set_text(seen, "until",
                      moment_until(rq->arena, rq->language, rows_int(rows, 0, 8), rq->now, offset));
}

/* `until`: when this day ends early or late, where that was said; 0 where it wasn't. */
static void today_set(struct request *rq, struct view *view, const char *causes, int64_t until, int offset)
{
    static const char *const known[] = { "closed_today", "open_until", "no_adviser" };
    struct view *const list = view_set_list(view, "said_today");

    for (unsigned i = 0; causes && i < sizeof known / sizeof *known; i++) {
        if (!strstr(causes, known[i]))
            continue;
        struct view *const said = view_add_object(list);

        view_set_string(said, "cause", known[i]);
        view_set_text(said, "text",
                      until && strcmp(known[i], "open_until") == 0
                          ? i18n_format(rq->arena, rq->language, "my_point.open_until.said", "until",
                                        moment_until(rq->arena, rq->language, until, rq->now, offset).at,
                                        NULL)
                          : words_of(rq, "my_point", known[i]));
        view_set_bool(view, known[i], true);
    }
}

struct reply my_point_show(struct request *rq, const char *point, unsigned status)
{
    const struct rows rows = WORK_QUERY(rq, SQL_my_point, point);

    if (!rows.ok || rows.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    const int offset = (int)rows_int(&rows, 0, 10);
    const char *const code = cell_string(rq, &rows, 0, 0), *const branch = cell_string(rq, &rows, 0, 1);
    struct view *const view = staff_view(rq, i18n_text(rq->language, "my_point.title"),
                                         arena_printf(rq->arena, "staff/points/%s", code), "points");
    const char *const language = language_code(rq->language);

    view_set_string(view, "branch", cell_string(rq, &rows, 0, 2));
    view_set_string(view, "library", cell_string(rq, &rows, 0, 3));
    view_set_string(view, "utility", cell_string(rq, &rows, 0, 4));
    view_set_string(view, "phone", cell_string(rq, &rows, 0, 5));
    view_set_string(view, "phone_url", phone_url(rq->arena, rows_text(&rows, 0, 5)));
    view_set_string(view, "status_action", arena_printf(rq->arena, "/%s/staff/points/%s", language, code));
    view_set_string(view, "today_action",
                    arena_printf(rq->arena, "/%s/staff/points/%s/today", language, code));
    view_set_string(view, "public_url_of", arena_printf(rq->arena, "/%s/branches/%s", language, branch));
    view_set_string(view, "poster_url", arena_printf(rq->arena, "/%s/points/%s/poster", language, code));
    if (may_somewhere(rq->actor, ACTION_TRIAGE)) /* an enrolled phone doesn't plan */
        view_set_string(view, "planned_url",
                        arena_printf(rq->arena, "/%s/staff/points/%s/planned", language, code));
    seen_set(rq, view, &rows, offset);
    today_set(rq, view, cell_string(rq, &rows, 0, 11), rows_int(&rows, 0, UNTIL), offset);
    reports_set(rq, view, point, offset);
    form_set(rq, view);
    return shell_reply(rq, status, "my_point", view);
}

static struct reply run(struct request *rq)
{
    return my_point_show(rq, rq->object, 200);
}

const struct operation my_point = {
    .summary = "My point",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_STATUS,
};

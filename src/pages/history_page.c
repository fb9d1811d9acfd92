/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/history: who changed what, in words, with undo where that is still possible. */
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "history_parts.h"
#include "queries.h"
#include "zoned.h"

enum { SHOWN = 50, UNDO = 9, ZONE = 10, REASON = 11 };

static const char *const kinds[] = { "branch",    "point",         "library",         "organization",
                                     "agreement", "status_report", "hours_exception", "hours_rule",
                                     "user",      "grant",         "invitation",      "credential",
                                     "incident",  "planned_work",  "public_report",   "schedule",
                                     "service",   "point_service", "point_equipment", "point_language",
                                     NULL };
static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "kind", IN_QUERY, T_CHOICE, .choices = kinds, .summary = "Only changes of this", .example = "branch" },
    { "branch", IN_QUERY, T_CODE, .summary = "Only of this branch", .example = "lt-pasvalys" },
    { "undone", IN_QUERY, T_BOOL, .summary = "A change was just undone" },
    { "before", IN_QUERY, T_INT, .min = 1, .max = INT64_MAX, .summary = "Older ones", .example = "1200" },
};

static void fields_set(struct request *rq, struct view *row, struct span json, struct span zone)
{
    struct view *const list = view_set_list(row, "fields");
    struct span rest = json, name, change;

    while (ready_next(&rest, &name, &change)) {
        const struct span from = ready_member(change, "from"), to = ready_member(change, "to");
        const struct span was = from.at ? history_value(rq, name, from, zone) : from,
                          is = to.at ? history_value(rq, name, to, zone) : to;
        const bool told = was.length || is.length || (!from.at && !to.at);
        struct view *const field = told && !history_hidden(name) ? view_add_object(list) : NULL;

        if (!field)
            continue;
        view_set_text(field, "name", history_field(rq, name));
        if (was.length)
            view_set_text(field, "from", was);
        if (is.length)
            view_set_text(field, "to", is);
        view_set_bool(field, "both", was.length && is.length);
    }
}

/* The button; or why there is none, where one would look for it. */
static void undo_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i)
{
    const struct span outcome = rows_text(rows, i, UNDO);

    if (span_equal(outcome, SPAN("undone")))
        view_set_string(row, "undo", page_path(rq, "staff/history/%lld", (long long)rows_int(rows, i, 0)));
    else if (span_equal(outcome, SPAN("changed_since")) || span_equal(outcome, SPAN("over")))
        view_set_text(row, "no_undo", words_of(rq, "history.undo", cell_string(rq, rows, i, UNDO)));
}

static void row_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i)
{
    const char *const who = cell_string(rq, rows, i, 2), *const kind = cell_string(rq, rows, i, 3);

    view_set_int(row, "number", rows_int(rows, i, 0));
    view_set_text(row, "age", zoned_age(rq, rows_int(rows, i, 1), rows_text(rows, i, ZONE)));
    view_set_text(row, "who", who ? span_of(who) : i18n_text(rq->language, "history.program"));
    view_set_text(row, "kind", history_label(rq, "kind", kinds, span_of(kind)));
    view_set_text(row, "operation", words_of(rq, "history", cell_string(rq, rows, i, 4)));
    view_set_string(row, "of", cell_string(rq, rows, i, 7));
    view_set_string(row, "reason", cell_string(rq, rows, i, REASON));
    fields_set(rq, row, rows_text(rows, i, 8), rows_text(rows, i, ZONE));
    undo_set(rq, row, rows, i);
}

static void kinds_set(struct request *rq, struct view *view, struct span chosen)
{
    struct view *const list = view_set_list(view, "kinds");

    for (unsigned i = 0; kinds[i]; i++) {
        struct view *const kind = view_add_object(list);

        view_set_string(kind, "value", kinds[i]);
        view_set_text(kind, "text", history_label(rq, "kind", kinds, span_of(kinds[i])));
        view_set_bool(kind, "chosen", span_equal(span_of(kinds[i]), chosen));
    }
}

/* The filters are those of the page's own address only. */
static const char *filter(struct request *rq, const char *name)
{
    return rq->route->operation == &history_page ? arg_value(rq, name) : NULL;
}

struct reply history_show(struct request *rq, unsigned status)
{
    const char *const kind = filter(rq, "kind"), *const branch = filter(rq, "branch");
    const struct rows rows =
        WORK_QUERY(rq, SQL_history_rows, kind, branch, filter(rq, "before"), language_code(rq->language));
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "history.title"), "staff/history", "history");
    struct view *const list = view_set_list(view, "rows");

    for (unsigned i = 0; rows.ok && i < rows.count && i < SHOWN; i++)
        row_set(rq, view_add_object(list), &rows, i);
    kinds_set(rq, view, span_of(kind));
    view_set_bool(view, "undone", filter(rq, "undone") != NULL);
    view_set_string(view, "branch", branch);
    view_set_bool(view, "none", rows.ok && rows.count == 0);
    if (rows.ok && rows.count > SHOWN) {
        struct buffer more = buffer_in(rq->arena, 128);

        buffer_printf(&more, "/%s/staff/history", language_code(rq->language));
        if (kind)
            url_parameter_add(&more, "kind", span_of(kind));
        if (branch)
            url_parameter_add(&more, "branch", span_of(branch));
        url_parameter_add(&more, "before", rows_text(&rows, SHOWN - 1, 0));
        view_set_text(view, "more", buffer_bytes(&more));
    }
    branch_names_set(rq, view);
    form_set(rq, view);
    return shell_reply(rq, status, "history_page", view);
}

static struct reply run(struct request *rq)
{
    return history_show(rq, 200);
}

const struct operation history_page = {
    .summary = "Who changed what",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_AUDIT,
};

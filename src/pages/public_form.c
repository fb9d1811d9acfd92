/* SPDX-License-Identifier: Apache-2.0
 *
 * What both forms of visitors are. They are shown from memory; only sending asks the database. */
#include "public_form.h"

#include "branchlight/directory.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/pages.h"
#include "facts.h"
#include "staff_parts.h"

static const struct kind {
    const char *name, *parameter, *place;
} kinds[] = {
    [REPORT_PROBLEM] = { "problem", "point", "points" },
    [REPORT_CORRECTION] = { "correction", "branch", "branches" },
};

/* Finds the branch that it is about; of a problem, names the utility of its point. */
static bool place_set(struct request *rq, struct view *view, enum report_kind kind)
{
    const struct span code = arg(rq, kinds[kind].parameter)->text;
    struct branch_view branch;
    struct point_view point;
    uint32_t handle = DIRECTORY_NONE, number;

    if (kind == REPORT_CORRECTION)
        handle = branch_find(rq->snapshot, code);
    else if (point_find(rq->snapshot, code, &handle, &number)) {
        point_view(rq->snapshot, handle, number, &point);
        label_set(rq, view, "utility", DIRECTORY_ORGANIZATION, point.utility);
    }
    if (handle == DIRECTORY_NONE)
        return false;
    branch_view(rq->snapshot, handle, &branch);
    branch_called_set(rq, view, "branch", &branch);
    view_set_string(view, "back", page_path(rq, "branches/%.*s", (int)branch.code.length, branch.code.at));
    return true;
}

static void choices_set(struct request *rq, struct view *view, enum report_kind kind)
{
    const struct param_set *const body = kind == REPORT_PROBLEM ? &problem_report_body : &correction_body;
    const char *const name = kinds[kind].name;
    struct view *const list = view_set_list(view, "choices");
    const bool sending = exchange_method(rq->exchange) == HTTP_POST;

    for (unsigned i = 0; body->params[0].choices[i]; i++) {
        const char *const value = body->params[0].choices[i];
        struct view *const choice = view_add_object(list);

        view_set_string(choice, "value", value);
        view_set_text(choice, "text",
                      i18n_text(rq->language, arena_printf(rq->arena, "public_report.%s.%s", name, value)));
        view_set_bool(choice, "chosen",
                      sending && arg_given(rq, name) && span_equal(arg(rq, name)->text, span_of(value)));
    }
}

static const char *path_of(struct request *rq, enum report_kind kind)
{
    const struct span code = arg(rq, kinds[kind].parameter)->text;

    return arena_printf(rq->arena, "%s/%.*s/%s", kinds[kind].place, (int)code.length, code.at,
                        kinds[kind].name);
}

struct reply public_form_show(struct request *rq, enum report_kind kind, unsigned status)
{
    const char *const name = kinds[kind].name, *const path = path_of(rq, kind);
    const bool thanks = exchange_method(rq->exchange) != HTTP_POST && arg_given(rq, "thanks");
    const struct span title =
        i18n_text(rq->language,
                  thanks ? "public_report.thanks" : arena_printf(rq->arena, "public_report.%s.title", name));
    struct view *const view = shell_view(rq, title, path);

    if (!place_set(rq, view, kind))
        return page_problem(rq, PROBLEM_NOT_FOUND);
    view_set_bool(view, "unlisted", true);
    view_set_bool(view, name, true);
    view_set_bool(view, "thanks", thanks);
    view_set_text(view, "heading", title);
    view_set_string(view, "name", name);
    view_set_string(view, "action", page_path(rq, "%s", path));
    choices_set(rq, view, kind);
    form_set(rq, view);
    return shell_reply(rq, status, "public_form", view);
}

struct reply public_form_send(struct request *rq, enum report_kind kind)
{
    struct report_limits limits = { 0 };
    struct reply reply;

    if (rq->error_count > 0)
        return public_form_show(rq, kind, 422);
    const struct rows made = report_record(rq, kind, arg(rq, kinds[kind].parameter)->text, &limits);

    if (limits.wait > 0) {
        param_error(rq, kinds[kind].name, "too_many_reports", "minutes",
                    arena_printf(rq->arena, "%lld", (long long)(limits.wait + 59) / 60), NULL);
        reply = public_form_show(rq, kind, 429);
    } else if (!made.ok || made.count == 0 || rows_null(&made, 0, 0)) {
        return page_problem(rq, PROBLEM_NOT_FOUND);
    } else {
        reply = see_other(rq, arena_printf(rq->arena, "%s?thanks=true", path_of(rq, kind)));
    }
    report_headers(rq, &reply, &limits);
    return reply;
}

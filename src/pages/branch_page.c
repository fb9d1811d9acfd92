/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/branches/{branch}: one sentence to act on, the facts that prove it, where they come from; then
 * what one can do here, when, and how to get here. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "facts.h"
#include "shell.h"
#include "week.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static void heading_set(struct request *rq, struct view *view, const struct branch_view *branch,
                        const json_t *body)
{
    const struct span language = body_text(body, "name_language"), kind = body_text(body, "kind");
    struct span street, locality;

    address_split(branch->address, &street, &locality);
    view_set_foreign(rq, view, "name", branch->name, language);
    if (locality.length)
        view_set_foreign(rq, view, "town", locality, language);
    if (street.length)
        view_set_foreign(rq, view, "street", street, language);
    if (kind.length)
        view_set_text(
            view, "kind",
            i18n_text(rq->language, arena_printf(rq->arena, "branch_kind.%.*s", (int)kind.length, kind.at)));
}

/* The first point whose adviser hours are known: its hours stand in the table of the week. */
static uint32_t advised_point(const struct request *rq, const struct branch_view *branch)
{
    for (uint32_t number = 0; number < branch->points; number++) {
        struct point_view point;

        point_view(rq->snapshot, branch->handle, number, &point);
        if (point.adviser.now != OPEN_UNKNOWN)
            return number;
    }
    return DIRECTORY_NONE;
}

static void points_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    struct view *const points = view_set_list(view, "points");

    for (uint32_t number = 0; number < branch->points; number++) {
        struct point_view point;

        point_view(rq->snapshot, branch->handle, number, &point);
        point_set(rq, view_add_object(points), branch, &point);
    }
}

static struct reply answer(struct request *rq)
{
    const struct span code = arg(rq, "branch")->text;
    const uint32_t handle = branch_find(rq->snapshot, code);
    struct branch_view branch;
    const json_t *body;
    struct view *view;

    if (handle == DIRECTORY_NONE)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    branch_view(rq->snapshot, handle, &branch);
    body = body_parse(rq->arena, branch.body);
    view = shell_view(rq, branch.name, arena_printf(rq->arena, "branches/%.*s", (int)code.length, code.at));
    heading_set(rq, view, &branch, body);
    points_set(rq, view, &branch);
    week_set(rq, view, &branch, advised_point(rq, &branch));
    events_set(rq, view, &branch);
    visit_set(rq, view, &branch, body);
    return shell_reply(rq, 200, "branch_page", view);
}

const struct operation branch_page = {
    .summary = "A branch",
    PARAMS(params),
    .formats = FORMAT_BIT(FORMAT_HTML),
    .lenient = true,
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /embed/points/{point}: a small box for the library's own site: whether the point works, and the hours.
 * The only page that others may show in a frame; it holds one link and sets nothing. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "shell.h"
#include "zoned.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "lang", IN_QUERY, T_LANGUAGE, .summary = "Language of the box", .example = "lt" },
};

static void facts_set(struct request *rq, struct view *view, const struct point_view *point)
{
    struct view *const facts = view_set_list(view, "facts");

    status_fact(rq, view_add_object(facts), point);
    if (point->lifecycle != POINT_ACTIVE)
        return; /* the library's hours would be of no use */
    hours_fact(rq, view_add_object(facts), &point->hours);
    if (point->adviser.now != OPEN_UNKNOWN)
        adviser_fact(rq, view_add_object(facts), point);
}

/* What it says once it has been open for long: see the style sheet. */
static void was_set(struct request *rq, struct view *view, struct span zone)
{
    const char *const time =
        arena_printf(rq->arena, "%s %s", zoned_date(rq, rq->now, zone).at, zoned_clock(rq, rq->now, zone).at);

    view_set_text(view, "was", i18n_format(rq->arena, rq->language, "offline.was", "time", time, NULL));
}

static struct reply answer(struct request *rq)
{
    struct view *const view = view_object(rq->arena);
    struct branch_view branch;
    struct point_view point;
    uint32_t handle, number;
    struct reply reply;

    if (!point_find(rq->snapshot, arg(rq, "point")->text, &handle, &number))
        return page_problem(rq, PROBLEM_NOT_FOUND);
    branch_view(rq->snapshot, handle, &branch);
    point_view(rq->snapshot, handle, number, &point);
    view_set_string(view, "lang", language_code(rq->language));
    view_set_string(view, "style", asset_url(rq->arena, "static/css/branchlight.css"));
    view_set_string(view, "icon", asset_url(rq->arena, "static/img/mark.svg"));
    view_set_bool(view, "demo", branch.demo || point.demo || point.status_demo);
    branch_called_set(rq, view, "name", &branch);
    label_set(rq, view, "whose", DIRECTORY_ORGANIZATION, point.utility);
    view_set_text(view, "verdict", verdict_text(rq, &point));
    view_set_string(view, "verdict_class", verdict_class(&point));
    facts_set(rq, view, &point);
    was_set(rq, view, point.time_zone);
    view_set_string(view, "url",
                    page_path(rq, "branches/%.*s#%.*s", (int)branch.code.length, branch.code.at,
                              (int)point.code.length, point.code.at));
    reply = shell_reply_framed(rq, "embed_point", view);
    reply_header(&reply, "Vary", "Accept-Language");
    return reply;
}

const struct operation embed_point = {
    .summary = "The status box of a point",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

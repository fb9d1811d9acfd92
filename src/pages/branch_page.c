/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/branches/{branch}: one sentence to act on, the facts that prove it, where they come from; then
 * what one can do here, when, and how to get here. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "periods.h"
#include "shell.h"
#include "upward.h"
#include "week.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static void whole_read(struct request *rq, uint32_t handle, struct branch_whole *ret_whole)
{
    struct point_view *points;

    branch_view(rq->snapshot, handle, &ret_whole->branch);
    points = arena_calloc(rq->arena, ret_whole->branch.points + 1, sizeof *points);
    for (uint32_t number = 0; number < ret_whole->branch.points; number++)
        point_view(rq->snapshot, handle, number, &points[number]);
    ret_whole->points = points;
    usual_make(rq, &ret_whole->branch, &ret_whole->usual);
}

static void heading_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    const struct span language = ready_text(rq->arena, branch->body, "name_language"),
                      kind = ready_text(rq->arena, branch->body, "kind");
    struct span street, locality, called_language;

    address_split(branch->address, &street, &locality);
    branch_called_set(rq, view, "name", branch);
    /* What stands above the door. */
    if (!span_equal(branch_called(rq, branch, &called_language), branch->name))
        view_set_foreign(rq, view, "own_name", branch->name, language);
    if (locality.length)
        view_set_foreign(rq, view, "town", locality, language);
    if (street.length)
        view_set_foreign(rq, view, "street", street, language);
    if (kind.length)
        view_set_text(
            view, "kind",
            i18n_text(rq->language, arena_printf(rq->arena, "branch_kind.%.*s", (int)kind.length, kind.at)));
}

/* "Pasvalys: does the self-service point in the library work, …" for search engines and previews. */
static void description_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    struct span street, locality;

    address_split(branch->address, &street, &locality);
    shell_describe(view, i18n_format(rq->arena, rq->language, "branch.description", "place",
                                     string_of(rq->arena, locality.length ? locality : branch->name), NULL));
}

static void points_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    struct view *const points = view_set_list(view, "points");

    for (uint32_t number = 0; number < whole->branch.points; number++)
        point_set(rq, view_add_object(points), &whole->branch, &whole->points[number]);
}

/* Changes of which rows are changes of this page: see static/js/live.js. */
static void live_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    struct buffer codes = buffer_in(rq->arena, 256);

    buffer_span(&codes, whole->branch.code);
    for (uint32_t i = 0; i < whole->branch.points; i++) {
        buffer_char(&codes, ' ');
        buffer_span(&codes, whole->points[i].code);
    }
    view_set_text(view, "live", buffer_bytes(&codes));
}

/* Where what is reported of its points can be followed: in the head for readers of feeds, in the page for
 * people. */
static void feed_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    struct span language;

    view_set_string(view, "feed",
                    arena_printf(rq->arena, "/api/v1/branches/%.*s/status-reports.atom?lang=%s",
                                 (int)branch->code.length, branch->code.at, language_code(rq->language)));
    view_set_text(view, "feed_title",
                  i18n_format(rq->arena, rq->language, "branch.follow.title", "name",
                              string_of(rq->arena, branch_called(rq, branch, &language)), NULL));
    if (rq->mails)
        view_set_string(view, "mail_url",
                        page_path(rq, "branches/%.*s/follow", (int)branch->code.length, branch->code.at));
}

static struct reply answer(struct request *rq)
{
    const struct span code = arg(rq, "branch")->text;
    const uint32_t handle = branch_find(rq->snapshot, code);
    const char *const path = arena_printf(rq->arena, "branches/%.*s", (int)code.length, code.at);
    struct branch_whole whole;
    struct span language;
    struct view *view;

    if (handle == DIRECTORY_NONE)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    whole_read(rq, handle, &whole);
    view = shell_view(rq, branch_called(rq, &whole.branch, &language), path);
    description_set(rq, view, &whole.branch);
    branch_structured(rq, view, &whole, path);
    heading_set(rq, view, &whole.branch);
    upward_set(rq, view, &whole.branch);
    periods_add(rq, view, "closures", "closure", ready_member(whole.branch.body, "closures"),
                whole.branch.time_zone);
    points_set(rq, view, &whole);
    offers_set(rq, view, &whole);
    week_set(rq, view, &whole);
    events_set(rq, view, &whole.branch);
    visit_set(rq, view, &whole.branch);
    contacts_set(rq, view, &whole);
    reports_set(rq, view, &whole);
    availability_set(rq, view, &whole);
    known_set(rq, view, &whole);
    changes_set(rq, view, &whole);
    share_set(rq, view, &whole);
    feed_set(rq, view, &whole.branch);
    live_set(rq, view, &whole);
    return shell_reply(rq, 200, "branch_page", view);
}

const struct operation branch_page = {
    .summary = "A branch",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

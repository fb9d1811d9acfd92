/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/branches/{branch}/follow: news of a branch's points by mail, asked for without an account. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "facts.h"
#include "follow_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "sent", IN_QUERY, T_BOOL, .summary = "Was sent just now" },
};

/* Which of its points, where there are several. */
static void choices_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    const bool sending = exchange_method(rq->exchange) == HTTP_POST;
    const struct span chosen = sending ? arg(rq, "point")->text : (struct span){ 0 };
    struct view *const list = view_set_list(view, "choices");
    unsigned count = 0;

    for (uint32_t i = 0; i < branch->points; i++) {
        struct point_view point;

        point_view(rq->snapshot, branch->handle, i, &point);
        if (point.lifecycle != POINT_ACTIVE)
            continue;
        struct view *const choice = view_add_object(list);

        view_set_text(choice, "value", point.code);
        view_set_bool(choice, "chosen", span_equal(chosen, point.code));
        label_set(rq, choice, "utility", DIRECTORY_ORGANIZATION, point.utility);
        count++;
    }
    view_set_bool(view, "several", count > 1);
    view_set_bool(view, "all", chosen.length == 0);
}

struct reply follow_show(struct request *rq, unsigned status)
{
    const struct span code = arg(rq, "branch")->text;
    const bool sent = exchange_method(rq->exchange) != HTTP_POST && arg_given(rq, "sent");
    const char *const path = arena_printf(rq->arena, "branches/%.*s/follow", (int)code.length, code.at);
    const char *const language = language_code(rq->language);
    const struct span title = i18n_text(rq->language, sent ? "follow.sent.title" : "follow.title");
    const uint32_t handle = branch_find(rq->snapshot, code);
    struct branch_view branch;

    if (handle == DIRECTORY_NONE)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    struct view *const view = shell_view(rq, title, path);

    branch_view(rq->snapshot, handle, &branch);
    view_set_bool(view, "unlisted", true);
    branch_called_set(rq, view, "branch", &branch);
    view_set_string(view, "back",
                    arena_printf(rq->arena, "/%s/branches/%.*s", language, (int)code.length, code.at));
    view_set_string(view, "action", arena_printf(rq->arena, "/%s/%s", language, path));
    view_set_text(view, "heading", title);
    view_set_bool(view, "sent", sent);
    view_set_bool(view, "no_mail", !rq->mails);
    choices_set(rq, view, &branch);
    form_set(rq, view);
    return shell_reply(rq, status, "branch_follow", view);
}

static struct reply answer(struct request *rq)
{
    return follow_show(rq, 200);
}

const struct operation branch_follow = {
    .summary = "News by mail",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

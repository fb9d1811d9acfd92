/* SPDX-License-Identifier: Apache-2.0
 *
 * The page for what went wrong: what happened, and a way on. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "shell.h"

/* Pages ignore what they don't understand in a query, so a bad argument is one of the path: an address that
 * doesn't exist; but for bytes that are no text at all. */
static enum problem meant(const struct request *rq, enum problem problem)
{
    if (problem != PROBLEM_INVALID_PARAMETERS)
        return problem;
    for (unsigned i = 0; i < rq->error_count; i++)
        if (strcmp(rq->errors[i].code, "encoding") == 0)
            return problem;
    return PROBLEM_NOT_FOUND;
}

struct reply page_problem(struct request *rq, enum problem problem)
{
    const enum problem shown = meant(rq, problem);
    const char *const slug = problem_slug(shown);
    const int named = address_language(rq);
    struct view *view;
    struct span title;
    struct reply reply;

    if (named >= 0) /* though no route did */
        rq->language = (unsigned)named;
    title = i18n_text(rq->language, arena_printf(rq->arena, "problem.%s.title", slug));
    view = shell_view(rq, title, NULL);
    view_set_text(view, "detail",
                  i18n_text(rq->language, arena_printf(rq->arena, "problem.%s.detail", slug)));
    view_set_bool(view, "lost", shown == PROBLEM_NOT_FOUND || shown == PROBLEM_GONE);
    view_set_text(
        view, "number",
        i18n_format(rq->arena, rq->language, "error.number", "id", exchange_id(rq->exchange), NULL));
    reply = shell_reply(rq, problem_status(shown), "problem_page", view);
    if (problem_status(shown) == 503)
        reply_header(&reply, "Retry-After", "1");
    return reply;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The page for what went wrong: what happened, and a way on. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/router.h"
#include "shell.h"

/* Pages ignore what they don't understand in a query, so a bad argument is one of the path: an address that
 * doesn't exist; but for bytes that are no text at all, for which there may be no route either. */
static enum problem meant(const struct request *rq, enum problem problem)
{
    if (problem != PROBLEM_INVALID_PARAMETERS || !rq->route)
        return problem;
    for (unsigned i = 0; i < rq->error_count; i++)
        if (strcmp(rq->errors[i].code, "encoding") == 0)
            return problem;
    return PROBLEM_NOT_FOUND;
}

static struct span words(struct request *rq, const char *slug, const char *what)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "error.%s.%s", slug, what));
}

/* The address that was asked for, to ask again; absent where asking again would be another thing. */
static struct span address(struct request *rq)
{
    const struct span query = exchange_raw_query(rq->exchange);
    struct buffer out = buffer_in(rq->arena, 256);

    if (exchange_method(rq->exchange) != HTTP_GET)
        return (struct span){ 0 };
    buffer_span(&out, exchange_raw_path(rq->exchange));
    if (query.length) {
        buffer_char(&out, '?');
        buffer_span(&out, query);
    }
    return buffer_bytes(&out);
}

/* The form that was sent, where it has a page of its own: what is typed again goes from there. */
static struct span form_address(struct request *rq)
{
    struct route_match match;

    if (exchange_method(rq->exchange) != HTTP_POST)
        return (struct span){ 0 };
    route_find(rq->arena, HTTP_GET, exchange_raw_path(rq->exchange), &match);
    return match.route ? exchange_raw_path(rq->exchange) : (struct span){ 0 };
}

/* Of what was sent it is to be said that none of it was written. */
static struct span detail_words(struct request *rq, enum problem shown)
{
    const bool sent = shown == PROBLEM_INTERNAL && exchange_method(rq->exchange) == HTTP_POST;

    return words(rq, problem_slug(shown), sent ? "sent" : "detail");
}

/* Why not, where it is a person's form that was refused. */
static void errors_set(struct request *rq, struct view *view)
{
    struct view *const errors = view_set_list(view, "errors");

    for (unsigned i = 0; exchange_method(rq->exchange) == HTTP_POST && i < rq->error_count; i++)
        view_set_text(view_add_object(errors), "text", rq->errors[i].detail);
}

struct reply page_problem(struct request *rq, enum problem problem)
{
    const enum problem shown = meant(rq, problem);
    const char *const slug = problem_slug(shown);
    const int named = address_language(rq);
    struct view *view;
    struct reply reply;

    if (named >= 0) /* though no route did */
        rq->language = (unsigned)named;
    view = shell_view(rq, words(rq, slug, "title"), NULL);
    view_set_text(view, "detail", detail_words(rq, shown));
    errors_set(rq, view);
    view_set_bool(view, "search", problem_status(shown) < 500 && !(rq->route && rq->route->operation->run));
    if (problem_status(shown) >= 500)
        view_set_text(view, "again", address(rq));
    view_set_text(view, "form", form_address(rq));
    view_set_bool(view, "tell", shown == PROBLEM_INTERNAL);
    view_set_text(
        view, "number",
        i18n_format(rq->arena, rq->language, "error.number", "id", exchange_id(rq->exchange), NULL));
    reply = shell_reply(rq, problem_status(shown), "problem_page", view);
    if (problem_status(shown) == 503)
        reply_header(&reply, "Retry-After", "1");
    return reply;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/sign-in: address and passphrase, and what to do without them. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "sign_in_parts.h"
#include "staff_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static const struct param next[] = {
    { "next", IN_QUERY, T_TEXT, .max = 300, .summary = "Page to show then", .example = "/lt/staff/" },
};
const struct param_set next_query = { next, 1 };

/* A path of staff's, or an invitation, in a language of ours, perhaps with a question, and of plain
 * characters: nobody is led elsewhere by a link to us.
 */
static bool is_ours(struct span path)
{
    const struct span rest = { path.at + 3, path.length > 3 ? path.length - 3 : 0 };

    if (path.length < 4 || path.at[0] != '/' || path.at[3] != '/' ||
        language_by_code((struct span){ path.at + 1, 2 }) < 0 ||
        (!span_starts(rest, SPAN("/staff/")) && !span_starts(rest, SPAN("/invitations/"))))
        return false;
    for (size_t i = 0; i < path.length; i++) {
        const char c = path.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              strchr("-_/?=&,", c)))
            return false;
    }
    return true;
}

const char *sign_in_next(struct request *rq, const char *otherwise)
{
    const struct span wanted = arg(rq, "next")->text;

    return is_ours(wanted) ? string_of(rq->arena, wanted) : page_path(rq, "%s", otherwise);
}

static const char *question_of(struct request *rq, struct span wanted)
{
    struct buffer question = buffer_in(rq->arena, 128);

    if (!is_ours(wanted))
        return NULL;
    url_parameter_add(&question, "next", wanted);
    return string_of(rq->arena, buffer_bytes(&question));
}

const char *sign_in_question(struct request *rq)
{
    return question_of(rq, arg(rq, "next")->text);
}

static struct reply page(struct request *rq, unsigned status, struct span wanted)
{
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "staff.sign_in.title"), "staff/sign-in", NULL);
    const char *const question = question_of(rq, wanted);

    view_set_string(view, "action", page_path(rq, "staff/sign-in%s", question ? question : ""));
    view_set_string(view, "link_url", page_path(rq, "staff/sign-in/link%s", question ? question : ""));
    view_set_bool(view, "wanted", question);
    if (rq->route)
        form_set(rq, view);
    return shell_reply(rq, status, "staff_sign_in_page", view);
}

struct reply sign_in_page(struct request *rq, unsigned status)
{
    return page(rq, status, arg(rq, "next")->text);
}

struct reply page_sign_in(struct request *rq)
{
    const int named = address_language(rq);
    const struct span path = exchange_raw_path(rq->exchange), query = exchange_raw_query(rq->exchange);

    if (named >= 0)
        rq->language = (unsigned)named;
    if (exchange_method(rq->exchange) != HTTP_GET)
        return page(rq, 401, (struct span){ 0 });
    const struct span whole =
        span_of(arena_printf(rq->arena, "%.*s?%.*s", (int)path.length, path.at, (int)query.length, query.at));

    return page(rq, 401, query.length > 0 && is_ours(whole) ? whole : path);
}

static struct reply answer(struct request *rq)
{
    return sign_in_page(rq, 200);
}

const struct operation staff_sign_in_page = {
    .summary = "Sign in",
    PARAMS(params),
    .shared = { &next_query },
    PAGE,
    .answer = answer,
};

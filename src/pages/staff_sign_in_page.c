/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/sign-in: address and passphrase, and what to do without them. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "sign_in_parts.h"
#include "staff_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "next", IN_QUERY, T_TEXT, .max = 300, .summary = "Page to show then", .example = "/lt/staff/" },
};

/* A path of staff's, or an invitation, in a language of ours, and of plain characters: nobody is led
 * elsewhere by a link to us.
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

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-_/", c)))
            return false;
    }
    return true;
}

const char *sign_in_next(struct request *rq)
{
    const struct span next = arg(rq, "next")->text;

    return is_ours(next) ? arena_copy(rq->arena, next.at, next.length) : page_path(rq, "staff/");
}

static struct reply page(struct request *rq, unsigned status, struct span next)
{
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "staff.sign_in.title"), "staff/sign-in", NULL);
    struct buffer action = buffer_in(rq->arena, 128);

    buffer_printf(&action, "/%s/staff/sign-in", language_code(rq->language));
    if (is_ours(next))
        url_parameter_add(&action, "next", next);
    view_set_text(view, "action", buffer_bytes(&action));
    view_set_bool(view, "wanted", is_ours(next));
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

    if (named >= 0)
        rq->language = (unsigned)named;
    return page(rq, 401,
                exchange_method(rq->exchange) == HTTP_GET ? exchange_raw_path(rq->exchange)
                                                          : (struct span){ 0 });
}

static struct reply answer(struct request *rq)
{
    return sign_in_page(rq, 200);
}

const struct operation staff_sign_in_page = {
    .summary = "Sign in",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/sign-in/link: asks for a link that signs in, for who has no passphrase or forgot it. */
#include "branchlight/i18n.h"
#include "link_parts.h"
#include "sign_in_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

struct reply link_ask_show(struct request *rq, unsigned status, bool sent)
{
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "link.ask.title"), "staff/sign-in/link", NULL);

    const char *const question = sign_in_question(rq);

    view_set_string(view, "action", page_path(rq, "staff/sign-in/link%s", question ? question : ""));
    view_set_string(view, "sign_in_url", page_path(rq, "staff/sign-in%s", question ? question : ""));
    view_set_bool(view, "sent", sent);
    view_set_bool(view, "no_mail", !rq->mails);
    form_set(rq, view);
    return shell_reply(rq, status, "link_ask_page", view);
}

static struct reply answer(struct request *rq)
{
    return link_ask_show(rq, 200, false);
}

const struct operation link_ask_page = {
    .summary = "Ask for a link to sign in",
    PARAMS(params),
    .shared = { &next_query },
    PAGE,
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/sign-in/link: sends a link, where there is such an account. The answer is the same
 * either way, and where somebody asks too often: nobody learns who is here, and nobody's letter-box is
 * filled. */
#include "link_parts.h"
#include "queries.h"
#include "sign_in_parts.h"

enum { NETWORK_MAILS = 20, NETWORK_SECONDS = 60 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "email", IN_BODY, T_EMAIL, .required = true, .summary = "The account's address" },
};

static struct reply run(struct request *rq)
{
    if (rq->error_count > 0)
        return link_ask_show(rq, 422, false);
    const char *const bucket = arena_printf(rq->arena, "mail %s", network_bucket(rq));
    const bool few = attempt_take(rq, bucket, NETWORK_MAILS, NETWORK_SECONDS) == 0;

    if (few && mail_allowed(rq, "sign in", arg_value(rq, "email")))
        WORK_QUERY(rq, SQL_sign_in_link_ask, arg_value(rq, "email"), sign_in_question(rq));
    return link_ask_show(rq, 200, true);
}

const struct operation link_ask = {
    .summary = "Ask for a link to sign in",
    PARAMS(params),
    .shared = { &next_query },
    PAGE,
    .run = run,
};

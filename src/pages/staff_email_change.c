/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/email: the form of one's address. */
#include "account_parts.h"
#include "branchlight/pages.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (email_change_ask(rq))
        return account_done(rq, "email");
    form_error_move(rq, "present", "email_present");
    return account_show(rq, 422);
}

const struct operation staff_email_change = {
    .summary = "Change my e-mail address",
    PARAMS(params),
    .shared = { &email_body },
    STAFF_PAGE,
    .run = run,
    .hashes = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/second-factor/remove: with the passphrase, so that a browser left open isn't
 * enough. */
#include "account_parts.h"
#include "branchlight/pages.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (second_factor_untie(rq))
        return account_done(rq, "totp_removed");
    form_error_move(rq, "present", "totp_present");
    return account_show(rq, 422);
}

const struct operation staff_totp_remove = {
    .summary = "Take the second factor away",
    PARAMS(params),
    .shared = { &second_factor_proof },
    STAFF_PAGE,
    .run = run,
    .hashes = true,
};

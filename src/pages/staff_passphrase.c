/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/passphrase: the form of one's passphrase. */
#include "account_parts.h"
#include "branchlight/pages.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (rq->error_count > 0 || !passphrase_change(rq))
        return account_show(rq, 422);
    return account_done(rq, "passphrase");
}

const struct operation staff_passphrase = {
    .summary = "Set my passphrase",
    PARAMS(params),
    .shared = { &passphrase_body },
    STAFF_PAGE,
    .run = run,
    .hashes = true,
};

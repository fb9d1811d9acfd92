/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/second-factor/remove: with the passphrase, so that a browser left open isn't
 * enough. */
#include "account_parts.h"
#include "branchlight/pages.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "present", IN_BODY, T_TEXT, .max = PASSPHRASE_MAX, .secret = true, .summary = "The passphrase" },
};

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (rq->error_count > 0 || !passphrase_confirm(rq, "present"))
        return account_show(rq, 422);
    WORK_QUERY(rq, SQL_totp_set, NULL, NULL);
    return account_done(rq, "totp_removed");
}

const struct operation staff_totp_remove = {
    .summary = "Take the second factor away",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .hashes = true,
};

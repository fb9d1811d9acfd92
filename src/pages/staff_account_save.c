/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account: one's name and language. */
#include "account_parts.h"
#include "branchlight/pages.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "name", IN_BODY, T_TEXT, .max = 100, .required = true, .summary = "What colleagues call one" },
    { "language", IN_BODY, T_LANGUAGE, .summary = "Of mail" },
};

static struct reply run(struct request *rq)
{
    if (!in_person(rq))
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (rq->error_count > 0)
        return account_show(rq, 422);
    WORK_QUERY(rq, SQL_me_update, arg_value(rq, "name"), arg_value(rq, "language"));
    return account_done(rq, "saved");
}

const struct operation staff_account_save = {
    .summary = "Change my name",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};

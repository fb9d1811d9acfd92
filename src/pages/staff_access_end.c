/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/access: ends a session or a phone's access. */
#include "account_parts.h"
#include "branchlight/pages.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "session", IN_BODY, T_CODE, .summary = "Id of a session" },
    { "device", IN_BODY, T_CODE, .summary = "Id of a phone" },
};

static struct reply run(struct request *rq)
{
    static const char *const kinds[] = { "session", "device" };

    if (!in_person(rq))
        return page_problem(rq, PROBLEM_FORBIDDEN);
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (arg_given(rq, kinds[i]))
            credential_revoke(rq, kinds[i], arg_value(rq, kinds[i]));
    }
    return account_done(rq, "ended");
}

const struct operation staff_access_end = {
    .summary = "End a session",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/sign-out: the session ends here and in the database. */
#include "queries.h"
#include "staff_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply run(struct request *rq)
{
    struct reply reply = see_other(rq, "staff/sign-in");

    WORK_QUERY(rq, SQL_credential_end, rq->actor->credential, NULL);
    auth_cookie(rq, &reply, NULL, 0);
    return reply;
}

const struct operation staff_sign_out = {
    .summary = "Sign out",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};

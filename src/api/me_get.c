/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/me: who is signed in, and what they may do where. */
#include "queries.h"
#include "staff.h"

static struct reply run(struct request *rq)
{
    const struct rows me = work_query(rq, &SQL_me_get, 0, NULL);

    return reply_rows(rq, 200, &me);
}

const struct operation me_get = {
    .summary = "Who is signed in",
    .tag = "Staff",
    .returns = "Me",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

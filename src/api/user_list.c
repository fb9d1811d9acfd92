/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/users: who may do what where, as far as it concerns who asks. */
#include "people.h"
#include "queries.h"

static const struct param params[] = {
    { "limit", IN_QUERY, T_INT, .min = 1, .max = 100, .fallback = 100, .summary = "How many at most",
      .example = "20" },
    { "after", IN_QUERY, T_CODE, .summary = "`next` of the page before",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    const struct rows rows = WORK_QUERY(rq, SQL_user_list, arg_value(rq, "after"), arg_value(rq, "limit"));

    return reply_rows(rq, 200, &rows);
}

const struct operation user_list = {
    .summary = "List people",
    .description =
        "Oneself, and everybody with a role on what is one's to staff; people and enrolled phones.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "UserList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_PEOPLE,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/users/{user}/grants/{grant}: a role is taken away; whatever its holder is doing ends with
 * it, and their invitations. */
#include "people.h"
#include "queries.h"

static const struct param params[] = {
    { "user", IN_PATH, T_CODE, .summary = "Id of the person",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "grant", IN_PATH, T_CODE, .summary = "Id of the grant",
      .example = "01a218ca-7a25-768a-b824-309e84e94fcf" },
};

struct rows user_grant_take(struct request *rq, const char *user, const char *grant)
{
    const struct rows rows = WORK_QUERY(rq, SQL_user_grant_delete, user, grant);

    if (rows.ok && rows.count == 1)
        WORK_QUERY(rq, SQL_invitation_end_all, user);
    return rows;
}

static struct reply run(struct request *rq)
{
    if (strcmp(arg_value(rq, "user"), rq->actor->user) == 0)
        return problem(rq, PROBLEM_FORBIDDEN);
    const struct rows rows = user_grant_take(rq, arg_value(rq, "user"), arg_value(rq, "grant"));

    return reply_rows(rq, 200, &rows);
}

const struct operation user_grant_delete = {
    .summary = "Take a role away",
    .description = "One that is one's own to give; not from oneself.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "GrantTaken",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_PEOPLE,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/users/{user}: shuts somebody out, or lets them in again. What let them in ends for good, so
 * that who comes back signs in anew, and so do their invitations. */
#include "people.h"
#include "queries.h"

static const struct param params[] = {
    { "user", IN_PATH, T_CODE, .summary = "Id of the person",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "disabled", IN_BODY, T_BOOL, .required = true, .summary = "Whether they are shut out",
      .example = "true" },
};

struct rows user_shut(struct request *rq, const char *user, bool out)
{
    const struct rows rows = WORK_QUERY(rq, SQL_user_disable, user, out ? "true" : "false");

    if (out && rows.ok && rows.count == 1) {
        WORK_QUERY(rq, SQL_credential_end_all, user);
        WORK_QUERY(rq, SQL_invitation_end_all, user);
    }
    return rows;
}

static struct reply run(struct request *rq)
{
    if (strcmp(arg_value(rq, "user"), rq->actor->user) == 0)
        return problem(rq, PROBLEM_FORBIDDEN); /* nobody locks themselves out */
    const struct rows rows = user_shut(rq, arg_value(rq, "user"), arg(rq, "disabled")->boolean);

    return reply_rows(rq, 200, &rows);
}

const struct operation user_update = {
    .summary = "Shut a person out, or let them in again",
    .description = "Somebody of whom every role is one's to give; not oneself.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "UserChanged",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_PEOPLE,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/invitations/{invitation}: its link is no good any more. */
#include "people.h"
#include "queries.h"

static const struct param params[] = {
    { "invitation", IN_PATH, T_CODE, .summary = "Id of the invitation",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

struct rows invitation_take_back(struct request *rq, const char *id)
{
    return WORK_QUERY(rq, SQL_invitation_delete, id);
}

static struct reply run(struct request *rq)
{
    const struct rows rows = invitation_take_back(rq, arg_value(rq, "invitation"));

    return reply_rows(rq, 200, &rows);
}

const struct operation invitation_delete = {
    .summary = "Take an invitation back",
    .tag = "Staff",
    PARAMS(params),
    .returns = "InvitationTakenBack",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_PEOPLE,
};

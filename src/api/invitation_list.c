/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/invitations: those that wait for somebody to accept them. */
#include "people.h"
#include "queries.h"

static struct reply run(struct request *rq)
{
    const struct rows rows = work_query(rq, &SQL_invitation_list, 0, NULL);

    return reply_rows(rq, 200, &rows);
}

const struct operation invitation_list = {
    .summary = "List invitations that wait",
    .description = "The newest 200 of those that one could have made. Their links aren't told again.",
    .tag = "Staff",
    .returns = "InvitationList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_PEOPLE,
};

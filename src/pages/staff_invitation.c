/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/invitations/{invitation}: takes an invitation back. */
#include "branchlight/pages.h"
#include "people_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "invitation", IN_PATH, T_CODE, .summary = "Id of the invitation",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

/* One that was accepted meanwhile is among the people now, as the page shows. */
static struct reply run(struct request *rq)
{
    invitation_take_back(rq, arg_value(rq, "invitation"));
    return see_other(rq, "staff/people");
}

const struct operation staff_invitation = {
    .summary = "Take an invitation back",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_PEOPLE,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/staff/branches/{branch}/hours: rules and exceptions as who edits them reads them. */
#include "editing.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    return hours_reply(rq, hours_named(rq));
}

const struct operation staff_branch_hours_get = {
    .summary = "A branch's opening hours as they are stored",
    .description = "Rules, and exceptions by date; without what one tap says of today.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffHours",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_READ,
};

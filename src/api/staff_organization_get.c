/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/staff/organizations/{organization}: a utility as it is stored, for who keeps its contacts. */
#include "editing.h"

static const struct param params[] = {
    { "organization", IN_PATH, T_CODE, .summary = "Code of the utility", .example = "eso" },
};

static struct reply run(struct request *rq)
{
    return row_reply(rq, 200, ROW_ORGANIZATION, rq->object);
}

const struct operation staff_organization_get = {
    .summary = "A utility as it is stored",
    .description = "What editing its contacts needs, and the version as ETag.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffOrganization",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/staff/services/{service}: a service as it is stored, for who keeps it. */
#include "editing.h"

static const struct param params[] = {
    { "service", IN_PATH, T_CODE, .summary = "Code of the service", .example = "pay-bills" },
};

static struct reply run(struct request *rq)
{
    return row_reply(rq, 200, ROW_SERVICE, rq->object);
}

const struct operation staff_service_get = {
    .summary = "A service as it is stored",
    .description = "What editing needs, each text in all its languages, and the version as ETag.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffService",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/services/{service}: a merge patch (RFC 7396): what isn't named stays, null clears. */
#include "editing.h"

static const struct param params[] = {
    { "service", IN_PATH, T_CODE, .summary = "Code of the service", .example = "pay-bills" },
};

static struct reply run(struct request *rq)
{
    return row_update(rq, ROW_SERVICE);
}

const struct operation service_update = {
    .summary = "Change a service",
    .description =
        "A merge patch. `active: false` retires it: it is shown of no point any more, none can take "
        "it up, and what it was called can still be read. `true` brings it back, with the points "
        "that had it.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &service_body, &reason_body },
    .returns = "StaffService",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

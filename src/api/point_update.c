/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/points/{point}: a merge patch (RFC 7396): what isn't named stays, null clears. */
#include "editing.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "lt-pasvalys-eso" },
};

static struct reply run(struct request *rq)
{
    return row_update(rq, ROW_POINT);
}

const struct operation point_update = {
    .summary = "Change a point",
    .description = "A merge patch: members that aren't named stay, null clears. A removed point answers 410 "
                   "from then on.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &point_body, &reason_body },
    .returns = "StaffPoint",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

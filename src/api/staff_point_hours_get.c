/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/staff/points/{point}/hours/{kind}: what a point has apart from its building's hours. */
#include "editing.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "kind", IN_PATH, T_CHOICE, .choices = point_hours_kinds,
      .summary = "access: when the point is reached; adviser: when somebody helps there",
      .example = "adviser" },
};

static struct reply run(struct request *rq)
{
    return hours_reply(rq, hours_named(rq));
}

const struct operation staff_point_hours_get = {
    .summary = "A point's own hours as they are stored",
    .description =
        "`own` is false where it has none: then it is reached when its building is open (access), or "
        "nobody has said when somebody helps (adviser).",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffHours",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_READ,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/points/{point}/hours/{kind}: the point has no hours of its own any more. */
#include "editing.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "kind", IN_PATH, T_CHOICE, .choices = point_hours_kinds,
      .summary = "access: when the point is reached; adviser: when somebody helps there",
      .example = "access" },
};

static struct reply run(struct request *rq)
{
    const struct hours_of of = hours_named(rq);

    return hours_drop(rq, of, rq->version) ? hours_reply(rq, of) : hours_outdated(rq, of);
}

const struct operation point_hours_delete = {
    .summary = "Remove a point's own hours",
    .description =
        "Then it is reached when its building is open (access), or nobody says when somebody helps "
        "(adviser).",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffHours",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

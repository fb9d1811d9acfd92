/* SPDX-License-Identifier: Apache-2.0
 *
 * PUT /api/v1/points/{point}/hours/{kind}: a point's own hours, all rules and dated exceptions at once. */
#include "editing.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "kind", IN_PATH, T_CHOICE, .choices = point_hours_kinds,
      .summary = "access: when the point is reached; adviser: when somebody helps there",
      .example = "adviser" },
};

const struct operation point_hours_update = {
    .summary = "Set a point's own hours",
    .description =
        "As a branch's are set. `access` holds instead of the building's hours, for a lobby or a locker "
        "that is reached while the building is shut.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &hours_body },
    .returns = "StaffHours",
    .run = hours_update,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

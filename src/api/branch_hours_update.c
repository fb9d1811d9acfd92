/* SPDX-License-Identifier: Apache-2.0
 *
 * PUT /api/v1/branches/{branch}/hours: all rules and dated exceptions of the building at once. What one tap
 * says of today isn't among them, and stays. */
#include "editing.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

const struct operation branch_hours_update = {
    .summary = "Set a branch's opening hours",
    .description = "All of them at once, in the form that they are read in. A period is `10:00–13:00`; past "
                   "midnight it is "
                   "`22:00–26:00`; an empty list is closed. docs/hours.md explains the rules.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &hours_body },
    .returns = "StaffHours",
    .run = hours_update,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

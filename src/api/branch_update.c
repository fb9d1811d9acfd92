/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/branches/{branch}: a merge patch (RFC 7396): what isn't named stays, null clears. */
#include "editing.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    return row_update(rq, ROW_BRANCH);
}

const struct operation branch_update = {
    .summary = "Change a branch",
    .description = "A merge patch: members that aren't named stay, null clears. `active: false` closes it, "
                   "`library` moves it, a new `code` leaves the old one leading here.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &branch_body, &reason_body },
    .returns = "StaffBranch",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

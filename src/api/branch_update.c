/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/branches/{branch}: a merge patch (RFC 7396): what isn't named stays, null clears. */
#include "editing.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = patch_of(rq, &branch_body);

    if (!row_lock(rq, ROW_BRANCH, rq->object))
        return row_outdated(rq, ROW_BRANCH, rq->object, patch);
    branch_change(rq, patch);
    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY)
                               : row_reply(rq, 200, ROW_BRANCH, rq->object);
}

const struct operation branch_update = {
    .summary = "Change a branch",
    .description = "A merge patch: members that aren't named stay, null clears. `active: false` closes it, "
                   "`library` moves it, a new `code` leaves the old one leading here.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &branch_body },
    .returns = "StaffBranch",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

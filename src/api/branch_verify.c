/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches/{branch}/verifications: all still correct. Sets verified_at, and touches no data; the
 * version that was looked at must be the one that is there. */
#include "editing.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    if (!row_lock(rq, ROW_BRANCH, rq->object))
        return row_outdated(rq, ROW_BRANCH, rq->object, "{}");
    branch_confirm(rq, rq->object);
    return row_reply(rq, 200, ROW_BRANCH, rq->object);
}

const struct operation branch_verify = {
    .summary = "Confirm that all is still correct",
    .description =
        "Of the branch, and of those of its points that one may edit. Changes nothing but `verified_at`.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffBranch",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/staff/branches/{branch}: the stored row, for who edits it: own writes are visible at once, and
 * the ETag is what a change names. */
#include "editing.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    return row_reply(rq, 200, ROW_BRANCH, rq->object);
}

const struct operation staff_branch_get = {
    .summary = "A branch as it is stored",
    .description =
        "What editing needs: texts in every language, codes of what it refers to, and the version as ETag.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffBranch",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_READ,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches/{branch}/merge: two rows turned out to be one. The old code leads to the row that is
 * kept. */
#include "editing.h"
#include "queries.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static const struct param body[] = {
    { "into", IN_BODY, T_CODE, .required = true, .summary = "Code of the branch that is kept",
      .example = "lt-pasvalys" },
};
static const struct param_set merge_body = { body, sizeof body / sizeof *body };

static struct reply run(struct request *rq)
{
    const char *const kept = merge_hold(rq, ROW_BRANCH);

    if (!kept)
        return problem(rq, PROBLEM_INVALID_BODY);
    if (!row_lock(rq, ROW_BRANCH, rq->object))
        return row_outdated(rq, ROW_BRANCH, rq->object, "{}");
    WORK_QUERY(rq, SQL_branch_merge, rq->object, kept);
    return row_reply(rq, 200, ROW_BRANCH, kept);
}

const struct operation branch_merge = {
    .summary = "Merge a branch into another",
    .description = "Its points, events and people go to the other, and its code leads there.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &merge_body, &reason_body },
    .returns = "StaffBranch",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

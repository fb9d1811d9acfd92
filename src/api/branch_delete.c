/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/branches/{branch}: a branch that was entered by mistake, or is gone for good and has no
 * point: its code says 410 from then on. */
#include "editing.h"
#include "queries.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    if (!row_lock(rq, ROW_BRANCH, rq->object))
        return row_outdated(rq, ROW_BRANCH, rq->object, "{}");
    const struct rows gone = WORK_QUERY(rq, SQL_branch_delete, rq->object);

    return reply_rows(rq, 200, &gone);
}

const struct operation branch_delete = {
    .summary = "Remove a branch",
    .description = "One that has points or events is closed (`active: false`) or merged instead.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "Removed",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

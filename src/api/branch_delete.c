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
    return row_delete(rq, ROW_BRANCH, &SQL_branch_delete);
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches/{branch}/publication: a draft becomes public, and its points with it. There is no way
 * back: what was public has addresses out there, and is closed, merged or removed, which they then say. */
#include "editing.h"
#include "queries.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    if (!row_lock(rq, ROW_BRANCH, rq->object))
        return row_outdated(rq, ROW_BRANCH, rq->object, "{}");
    WORK_QUERY(rq, SQL_branch_publish, rq->object);
    const struct rows rows = WORK_QUERY(rq, SQL_branch_published, rq->object);

    return reply_version(rq, 200, &rows);
}

const struct operation branch_publish = {
    .summary = "Publish a branch that is a draft",
    .description =
        "With its points, and its library if that is a draft still. `missing` says what visitors would "
        "look for in vain; it hinders nothing. A branch that is public stays as it is.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "Publication",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

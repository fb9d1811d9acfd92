/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/branches/{branch}/status-reports: the last reports of all points of a branch, newest first. */
#include "report_lists.h"
#include "shared.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply answer(struct request *rq)
{
    const uint32_t handle = branch_find(rq->snapshot, arg(rq, "branch")->text);
    struct directory_query query;
    struct branch_view branch;

    if (handle == DIRECTORY_NONE)
        return problem(rq, PROBLEM_NOT_FOUND);
    branch_view(rq->snapshot, handle, &branch);
    directory_query_init(&query);
    query.branch_code = branch.code;
    return report_list_found(rq, &query, branch.name);
}

const struct operation branch_report_list = {
    .summary = "List the last status reports of a branch",
    .description = "The newest 20 of all its points. As Atom, something to follow with a feed reader.",
    .tag = "Branches",
    PARAMS(params),
    .shared = { &language_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_ATOM),
    .returns = "StatusReportsOfPoints",
    .answer = answer,
};

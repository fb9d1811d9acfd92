/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/branches/{branch}: one branch with its points. */
#include "branchlight/feeds.h"
#include "shared.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply answer(struct request *rq)
{
    const uint32_t handle = branch_find(rq->snapshot, arg(rq, "branch")->text);
    if (handle == DIRECTORY_NONE)
        return problem(rq, PROBLEM_NOT_FOUND);
    struct buffer out = buffer_in(rq->arena, 4096);
    place_json(&out, rq->snapshot, &(struct directory_hit){ .branch = handle, .point = DIRECTORY_NONE },
               rq->language);
    return reply_json(rq, &out);
}

const struct operation branch_get = {
    .summary = "Get a branch",
    .tag = "Branches",
    PARAMS(params),
    .shared = { &language_params },
    .returns = "Branch",
    .answer = answer,
};

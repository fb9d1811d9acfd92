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
    struct branch_view branch;
    branch_view(rq->snapshot, handle, &branch);
    const struct directory_text_key key = { handle, DIRECTORY_NONE, rq->language, TEXT_PLAIN };
    buffer_span(&out, place_text(rq->arena, rq->snapshot, key).bytes);
    json_put_name(&out, "named_days");
    buffer_span(&out, branch.named_days);
    buffer_char(&out, '}');
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/branches/{branch}/history: what was changed of its public facts, newest first. The list is kept
 * ready: who changed it is nowhere in it. */
#include "branchlight/directory.h"
#include "shared.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply answer(struct request *rq)
{
    const uint32_t handle = branch_find(rq->snapshot, arg(rq, "branch")->text);
    struct branch_view branch;

    if (handle == DIRECTORY_NONE)
        return problem(rq, PROBLEM_NOT_FOUND);
    branch_view(rq->snapshot, handle, &branch);
    struct buffer out = buffer_in(rq->arena, 64 + branch.history.length);

    buffer_text(&out, "{\"items\":");
    buffer_span(&out, branch.history.length > 0 ? branch.history : SPAN("[]"));
    return list_reply(rq, &out, NULL);
}

const struct operation branch_history = {
    .summary = "List the last changes of a branch's public facts",
    .description = "The newest ten of the branch, its hours and its points: when, in which role, and each "
                   "fact from what "
                   "to what. An undone change is a change too. What one tap says of today isn't among them.",
    .tag = "Branches",
    PARAMS(params),
    .shared = { &language_params },
    .returns = "BranchHistory",
    .answer = answer,
};

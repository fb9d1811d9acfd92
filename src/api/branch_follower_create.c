/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches/{branch}/followers: somebody wants news of the points of a branch by mail. */
#include "follow.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    return follow_reply(rq, "branch");
}

const struct operation branch_follower_create = {
    .summary = "Follow the points of a branch by mail",
    .description = FOLLOW_DESCRIPTION,
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &follow_body },
    .returns = "BranchFollowAsked",
    .run = run,
};

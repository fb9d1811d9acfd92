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
    .description =
        "For anybody, without an account. A link is sent to the address; news is sent once its holder has "
        "opened that and confirmed, within 48 hours. News is another status, closed today, a fault that was "
        "fixed: at most one message an hour, each with a link to leave by. The answer is the same whether "
        "the address follows already or not. Limits are told by RateLimit and RateLimit-Policy; beyond "
        "them, Retry-After.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &follow_body },
    .returns = "BranchFollowAsked",
    .run = run,
};

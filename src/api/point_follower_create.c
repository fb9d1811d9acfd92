/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/points/{point}/followers: somebody wants news of a point by mail. */
#include "follow.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static struct reply run(struct request *rq)
{
    return follow_reply(rq, "point");
}

const struct operation point_follower_create = {
    .summary = "Follow a point by mail",
    .description =
        "For anybody, without an account. A link is sent to the address; news is sent once its holder has "
        "opened that and confirmed, within 48 hours. News is another status, closed today, a fault that was "
        "fixed: at most one message an hour, each with a link to leave by. The answer is the same whether "
        "the address follows already or not. Limits are told by RateLimit and RateLimit-Policy; beyond "
        "them, Retry-After.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &follow_body },
    .returns = "PointFollowAsked",
    .run = run,
};

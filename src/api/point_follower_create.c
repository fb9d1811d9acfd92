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
    .description = FOLLOW_DESCRIPTION,
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &follow_body },
    .returns = "PointFollowAsked",
    .run = run,
};

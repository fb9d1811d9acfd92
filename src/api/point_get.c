/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/points/{point}: one self-service point. */
#include "branchlight/feeds.h"
#include "shared.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static struct reply answer(struct request *rq)
{
    uint32_t branch, number;
    if (!point_find(rq->snapshot, arg(rq, "point")->text, &branch, &number))
        return problem(rq, PROBLEM_NOT_FOUND);
    struct buffer out = buffer_in(rq->arena, 4096);
    place_json(&out, rq->snapshot, &(struct directory_hit){ .branch = branch, .point = number },
               rq->language);
    return reply_json(rq, &out);
}

const struct operation point_get = {
    .summary = "Get a self-service point",
    .tag = "Points",
    PARAMS(params),
    .shared = { &language_params },
    .returns = "Point",
    .answer = answer,
};

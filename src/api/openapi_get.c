/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /openapi.json: the description of the API, made from the tables that answer it. */
#include "branchlight/openapi.h"
#include "branchlight/operation.h"

static struct reply answer(struct request *rq)
{
    struct buffer out = buffer_in(rq->arena, 65536);
    openapi_write(&out, "/");
    return reply_json(rq, &out);
}

const struct operation openapi_get = {
    .summary = "Describe this API",
    .answer = answer,
};

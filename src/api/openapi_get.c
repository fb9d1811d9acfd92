/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /openapi.json: the description of the API, made from the tables that answer it. */
#include "branchlight/i18n.h"
#include "branchlight/openapi.h"
#include "branchlight/operation.h"

static struct reply answer(struct request *rq)
{
    struct buffer out = buffer_in(rq->arena, 65536);
    const int english = language_by_code(SPAN("en"));
    struct reply reply;

    if (english >= 0) /* its words are, whatever was asked for */
        rq->language = (unsigned)english;
    openapi_write(&out, "/");
    reply = reply_json(rq, &out);
    reply.steady = 1;
    return reply;
}

const struct operation openapi_get = {
    .summary = "Describe this API",
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /livez: the process answers. For the outside; whether it is ready, and its metrics, are told on the
 * admin socket. */
#include "branchlight/buffer.h"
#include "branchlight/operation.h"

static struct reply answer(struct request *rq)
{
    struct reply reply = { .status = 200,
                           .content_type = "text/plain; charset=utf-8",
                           .body = SPAN("alive\n") };
    (void)rq;
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

const struct operation livez_get = {
    .summary = "Say that the process lives",
    .lenient = true,
    .always = true,
    .answer = answer,
};

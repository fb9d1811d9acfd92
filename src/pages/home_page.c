/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /: leads to the page in the visitor's language, by Accept-Language. */
#include "branchlight/i18n.h"
#include "branchlight/operation.h"

static struct reply answer(struct request *rq)
{
    struct reply reply =
        reply_redirect(rq, 303, arena_printf(rq->arena, "/%s/", language_code(rq->language)));

    reply_header(&reply, "Vary", "Accept-Language");
    reply_header(&reply, "Cache-Control", "no-cache");
    return reply;
}

const struct operation home_page = {
    .summary = "Choose a language",
    .formats = FORMAT_BIT(FORMAT_HTML),
    .lenient = true,
    .answer = answer,
};

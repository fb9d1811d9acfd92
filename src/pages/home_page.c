/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /: leads to the page in the visitor's language, by Accept-Language. */
#include "branchlight/i18n.h"
#include "branchlight/operation.h"
#include "shell.h"

static struct reply answer(struct request *rq)
{
    struct reply reply = reply_redirect(rq, 303, page_path(rq, "%s", ""));

    reply_header(&reply, "Vary", "Accept-Language");
    reply_header(&reply, "Cache-Control", "no-cache");
    return reply;
}

const struct operation home_page = {
    .summary = "Choose a language",
    PAGE,
    .answer = answer,
};

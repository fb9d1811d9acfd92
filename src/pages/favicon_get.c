/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /favicon.ico: for whatever asks there without having read a page. Pages name the drawn icon. */
#include "branchlight/assets.h"
#include "branchlight/operation.h"
#include "branchlight/pages.h"

static struct reply answer(struct request *rq)
{
    const struct asset *const asset = asset_find(SPAN("static/img/favicon.ico"));
    struct reply reply;

    if (!asset)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    reply = (struct reply){
        .status = 200, .content_type = "image/x-icon", .body = asset->bytes, .etag = 1, .keep = 1
    };
    reply_header(&reply, "Cache-Control", "public, max-age=86400");
    return reply;
}

const struct operation favicon_get = {
    .summary = "Get the icon",
    PAGE,
    .answer = answer,
};

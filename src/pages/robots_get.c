/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /robots.txt (RFC 9309): everything may be read, but for addresses of which there is no end: the further
 * pages of a list, whose rows move, and lists from a position. The sitemap names what is worth reading. */
#include "branchlight/operation.h"

static struct reply answer(struct request *rq)
{
    struct buffer out = buffer_in(rq->arena, 256);

    buffer_text(&out, "User-agent: *\n"
                      "Disallow: /*?*after=\n"
                      "Disallow: /*?*near=\n"
                      "Allow: /\n");
    if (rq->public_url)
        buffer_printf(&out, "\nSitemap: %s/sitemap.xml\n", rq->public_url);
    return reply_body(rq, "text/plain; charset=utf-8", &out);
}

const struct operation robots_get = {
    .summary = "Tell robots what they may read",
    PAGE,
    .answer = answer,
};

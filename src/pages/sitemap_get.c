/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /sitemap.xml: every public page, for search engines. Addresses in it must be absolute, so it isn't
 * there where the public URL isn't told. Beyond one part it is an index, and `page` asks for a part. */
#include "branchlight/feeds.h"
#include "branchlight/pages.h"

enum { PARTS_MAX = 50000 };

static const struct param params[] = {
    { "page", IN_QUERY, T_INT, .min = 1, .max = PARTS_MAX, .summary = "Part of the sitemap", .example = "1" },
};

static struct reply answer(struct request *rq)
{
    const struct argument *const page = arg(rq, "page");
    const unsigned parts = sitemap_parts(rq->snapshot);

    if (!rq->public_url || (page->given && page->integer > parts))
        return page_problem(rq, PROBLEM_NOT_FOUND);
    if (!page->given && parts > 1)
        return sitemap_index(rq, parts);
    return sitemap_part(rq, page->given ? (unsigned)page->integer : 1);
}

const struct operation sitemap_get = {
    .summary = "List the pages",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

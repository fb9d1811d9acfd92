/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/leave/{token}: a button that ends the news. Opening it changes nothing. */
#include "follow_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .unkept = true, .summary = "The link's secret",
      .example = "c2VjcmV0" },
};

static struct reply run(struct request *rq)
{
    return follow_link_show(rq, "leave", FOLLOW_ASKED);
}

const struct operation leave_page = {
    .summary = "Leave",
    PARAMS(params),
    PAGE,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/leave/{token}: no more news. Mail programs send this by themselves, with one click (RFC 8058):
 * they mustn't be redirected, and may repeat it. */
#include "follow_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .summary = "The link's secret", .example = "c2VjcmV0" },
};

static struct reply run(struct request *rq)
{
    WORK_QUERY(rq, SQL_follow_leave, secret_hash(rq->arena, arg(rq, "token")->text));
    return follow_link_show(rq, "leave", FOLLOW_DONE);
}

const struct operation leave = {
    .summary = "Leave",
    PARAMS(params),
    PAGE,
    .run = run,
};

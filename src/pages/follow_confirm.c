/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/follow/{token}: the holder of an address wants the news that was asked for. */
#include "follow_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .summary = "The link's secret", .example = "c2VjcmV0" },
};

static struct reply run(struct request *rq)
{
    const struct span token = arg(rq, "token")->text;
    const struct rows rows = WORK_QUERY(rq, SQL_follow_confirm, secret_hash(rq->arena, token));

    if (!rows.ok || rows.count == 0 || !rows_bool(&rows, 0, 0))
        return follow_link_show(rq, "follow", FOLLOW_ASKED);
    return see_other(rq, arena_printf(rq->arena, "follow/%.*s", (int)token.length, token.at));
}

const struct operation follow_confirm = {
    .summary = "Confirm",
    PARAMS(params),
    PAGE,
    .run = run,
};

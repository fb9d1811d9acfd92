/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/keys/{key}: takes a key back. */
#include "branchlight/pages.h"
#include "key_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "key", IN_PATH, T_CODE, .summary = "Id of the key", .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    if (!in_person(rq))
        return page_problem(rq, PROBLEM_FORBIDDEN);
    const struct rows ended = credential_revoke(rq, "key", arg_value(rq, "key"));

    return ended.ok && ended.count > 0 ? see_other(rq, "staff/account/keys?done=ended")
                                       : page_problem(rq, PROBLEM_NOT_FOUND);
}

const struct operation staff_key_end = {
    .summary = "Take an API key back",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};

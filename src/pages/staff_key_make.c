/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/keys: makes a key. The answer is the page itself and no redirection, because the
 * key is told once and stands in no address. */
#include "branchlight/pages.h"
#include "key_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply run(struct request *rq)
{
    const char *key = NULL;

    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (!form_wrong(rq))
        key_record(rq, &key);
    return key                   ? keys_show(rq, 200, key)
           : rq->error_count > 0 ? keys_show(rq, 422, NULL)
                                 : page_problem(rq, PROBLEM_FORBIDDEN);
}

const struct operation staff_key_make = {
    .summary = "Make an API key",
    PARAMS(params),
    .shared = { &key_body },
    STAFF_PAGE,
    .run = run,
    .hashes = true,
    .form = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/keys: makes a key. The answer is the page itself and no redirection, because the
 * key stands in no address and is kept nowhere: it belongs to the form's own key, so whoever presses the
 * button twice is told the same one. */
#include "branchlight/pages.h"
#include "key_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

/* Whether it is one of those that haven't ended. */
static bool key_in_use(struct request *rq, const char *key)
{
    const struct rows rows = work_query(rq, &SQL_account_access, 0, NULL);

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        const struct span prefix = rows_text(&rows, i, KEY_PREFIX);

        if (prefix.length > 0 && span_starts(span_of(key), prefix))
            return true;
    }
    return false;
}

static struct reply run(struct request *rq)
{
    const char *key = NULL;
    char secret[SECRET_SIZE];

    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (form_wrong(rq))
        return keys_show(rq, 422, NULL);
    once_secret(rq, secret);
    const struct rows made = key_record(rq, secret, &key);

    if (key && made.count == 0 && !key_in_use(rq, key))
        param_error(rq, "once", "key_made_already", NULL);
    if (rq->error_count > 0)
        return keys_show(rq, 422, NULL);
    return key ? keys_show(rq, 200, key) : page_problem(rq, PROBLEM_FORBIDDEN);
}

const struct operation staff_key_make = {
    .summary = "Make an API key",
    PARAMS(params),
    .shared = { &key_body, &once_body },
    STAFF_PAGE,
    .run = run,
    .hashes = true,
    .form = true,
};

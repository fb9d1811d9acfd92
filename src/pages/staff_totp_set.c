/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/second-factor: keeps the secret, once a code of it was right. With a factor in
 * place already the passphrase is asked for on the account's page: it is to be taken away first. */
#include "branchlight/pages.h"
#include "queries.h"
#include "totp_parts.h"

#include <sodium.h>

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "secret", IN_BODY, T_TEXT, .max = 40, .required = true, .secret = true,
      .summary = "The secret, base32" },
    { "code", IN_BODY, T_TEXT, .max = 10, .required = true, .secret = true, .summary = "A code of it" },
};

static bool has_factor(struct request *rq)
{
    const struct rows state = WORK_QUERY(rq, SQL_account_state, rq->actor->email);

    return state.ok && state.count == 1 && rows_bool(&state, 0, 1);
}

static struct reply run(struct request *rq)
{
    unsigned char secret[TOTP_BYTES];
    char hex[2 * TOTP_BYTES + 1];
    int64_t step;

    if (!in_person(rq) || !rq->actor->email || has_factor(rq))
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (!arg_given(rq, "secret") || !totp_read(arg(rq, "secret")->text, secret))
        return totp_show(rq, 422, totp_make(rq->arena));
    step = totp_step(secret, arg(rq, "code")->text);
    if (step == 0 && rq->error_count == 0)
        param_error(rq, "code", "wrong_code", NULL);
    if (rq->error_count > 0)
        return totp_show(rq, 422, arg_value(rq, "secret"));
    sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
    WORK_QUERY(rq, SQL_totp_set, arena_printf(rq->arena, "\\x%s", hex),
               arena_printf(rq->arena, "%lld", (long long)step));
    return account_done(rq, "totp");
}

const struct operation staff_totp_set = {
    .summary = "Set the second factor",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};

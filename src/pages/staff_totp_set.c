/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/account/second-factor: keeps the secret, once a code of it was right. With a factor in
 * place already the passphrase is asked for on the account's page: it is to be taken away first. */
#include "branchlight/pages.h"
#include "totp_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

/* The secret that the form brought back, where it is one: the app has it already. */
static const char *secret_again(struct request *rq)
{
    unsigned char secret[TOTP_BYTES];

    return arg_given(rq, "secret") && totp_read(arg(rq, "secret")->text, secret) ? arg_value(rq, "secret")
                                                                                 : totp_make(rq->arena);
}

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email || second_factor_there(rq))
        return page_problem(rq, PROBLEM_FORBIDDEN);
    return second_factor_tie(rq) ? account_done(rq, "totp") : totp_show(rq, 422, secret_again(rq));
}

const struct operation staff_totp_set = {
    .summary = "Set the second factor",
    PARAMS(params),
    .shared = { &second_factor_body },
    STAFF_PAGE,
    .run = run,
    .hashes = true,
};

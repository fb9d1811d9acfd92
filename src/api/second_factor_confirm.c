/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/me/second-factor/confirmation: with a code of its secret a second factor is in force, and
 * whoever signs in needs one from then on. One that is in force is to be taken away first. */
#include "people.h"
#include "queries.h"

#include <sodium.h>

static const struct param body[] = {
    { "secret", IN_BODY, T_TEXT, .max = 40, .required = true, .secret = true, .summary = "The secret, base32",
      .example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" },
    { "code", IN_BODY, T_TEXT, .max = 10, .required = true, .secret = true, .summary = "A code of it",
      .example = "123456" },
    { "present", IN_BODY, T_TEXT, .max = PASSPHRASE_MAX, .secret = true,
      .summary = "The passphrase, if there is one", .example = "correct horse battery staple" },
};
const struct param_set second_factor_body = { body, sizeof body / sizeof *body };

bool second_factor_there(struct request *rq)
{
    const struct rows state = WORK_QUERY(rq, SQL_account_state, rq->actor->email);

    return state.ok && state.count == 1 && rows_bool(&state, 0, 1);
}

bool second_factor_tie(struct request *rq)
{
    unsigned char secret[TOTP_BYTES];
    char hex[2 * TOTP_BYTES + 1];
    int64_t step = 0;

    if (arg_given(rq, "secret") && !totp_read(arg(rq, "secret")->text, secret))
        param_error(rq, "secret", "factor_secret", NULL);
    if (rq->error_count == 0) {
        step = totp_step(secret, arg(rq, "code")->text);
        if (step == 0)
            param_error(rq, "code", "wrong_code", NULL);
    }
    /* With the passphrase, so that a browser left open isn't enough to shut its owner out. */
    if (rq->error_count > 0 || !passphrase_confirm(rq, "present"))
        return false;
    sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
    WORK_QUERY(rq, SQL_totp_set, arena_printf(rq->arena, "\\x%s", hex),
               arena_printf(rq->arena, "%lld", (long long)step));
    return true;
}

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return problem(rq, PROBLEM_FORBIDDEN);
    if (second_factor_there(rq)) {
        param_error(rq, "secret", "factor_there", NULL);
        return problem(rq, PROBLEM_CONFLICT);
    }
    if (!second_factor_tie(rq))
        return problem(rq, rq->error_count > 0 ? PROBLEM_INVALID_BODY : PROBLEM_FORBIDDEN);
    const struct rows me = work_query(rq, &SQL_me_get, 0, NULL);

    return reply_rows(rq, 201, &me);
}

const struct operation second_factor_confirm = {
    .summary = "Confirm a second factor",
    .description =
        "With a code of the secret that was begun with. From then on `POST /api/v1/sessions` wants "
        "a `code`; each is good once.",
    .tag = "Staff",
    .shared = { &second_factor_body },
    .returns = "Me",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .hashes = true,
};

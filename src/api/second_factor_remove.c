/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/me/second-factor/removal: with the passphrase, so that a browser left open isn't enough. An
 * account that has none shows a code instead. */
#include "people.h"
#include "queries.h"

static const struct param body[] = {
    { "present", IN_BODY, T_TEXT, .max = PASSPHRASE_MAX, .secret = true,
      .summary = "The passphrase, if there is one", .example = "correct horse battery staple" },
    { "code", IN_BODY, T_TEXT, .max = 10, .secret = true,
      .summary = "A code of the factor, where there is no passphrase", .example = "123456" },
};
const struct param_set second_factor_proof = { body, sizeof body / sizeof *body };

/* Without a passphrase: a code that wasn't used before, as slowly guessed as a passphrase. */
static bool code_proves(struct request *rq, const struct rows *account)
{
    const struct span secret = rows_text(account, 0, 2);
    int64_t seconds;

    rq->keep_failure = true;
    seconds = confirmation_take(rq);
    if (seconds > 0) {
        param_error(rq, "code", "wait", "seconds", arena_printf(rq->arena, "%lld", (long long)seconds), NULL);
        return false;
    }
    const int64_t step = code_confirm(rq, arena_copy(rq->arena, secret.at, secret.length));

    if (step > 0 && !rows_null(account, 0, 3) && step <= rows_int(account, 0, 3))
        param_error(rq, "code", "wrong_code", NULL);
    return rq->error_count == 0;
}

bool second_factor_untie(struct request *rq)
{
    const struct rows account = WORK_QUERY(rq, SQL_account_find, rq->actor->email);

    if (rq->error_count > 0 || !account.ok || account.count == 0)
        return false;
    if (rows_null(&account, 0, 1) && !rows_null(&account, 0, 2) ? !code_proves(rq, &account)
                                                                : !passphrase_confirm(rq, "present"))
        return false;
    WORK_QUERY(rq, SQL_totp_set, NULL, NULL);
    return true;
}

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return problem(rq, PROBLEM_FORBIDDEN);
    if (!second_factor_untie(rq))
        return problem(rq, rq->error_count > 0 ? PROBLEM_INVALID_BODY : PROBLEM_FORBIDDEN);
    const struct rows me = work_query(rq, &SQL_me_get, 0, NULL);

    return reply_rows(rq, 201, &me);
}

const struct operation second_factor_remove = {
    .summary = "Take the second factor away",
    .tag = "Staff",
    .shared = { &second_factor_proof },
    .returns = "Me",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .hashes = true,
};

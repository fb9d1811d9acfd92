/* SPDX-License-Identifier: Apache-2.0
 *
 * PUT /api/v1/me/passphrase: with the present one, if there is one. Who came by a link in mail has shown who
 * they are, and may have forgotten it. Whoever else was signed in as this person is out. */
#include "people.h"
#include "queries.h"

static const struct param body[] = {
    { "present", IN_BODY, T_TEXT, .max = PASSPHRASE_MAX, .secret = true,
      .summary = "The present one, if there is one", .example = "correct horse battery staple" },
    { "passphrase", IN_BODY, T_TEXT, .min = PASSPHRASE_MIN, .max = PASSPHRASE_MAX, .required = true,
      .secret = true, .summary = "The new one", .example = "several words that nobody else says" },
};
const struct param_set passphrase_body = { body, sizeof body / sizeof *body };

bool passphrase_confirm(struct request *rq, const char *name)
{
    int64_t seconds;
    const struct rows account = WORK_QUERY(rq, SQL_account_find, rq->actor->email);

    if (!account.ok || account.count == 0)
        return false;
    if (rows_null(&account, 0, 1))
        return true;
    const char *const stored =
        arena_copy(rq->arena, rows_text(&account, 0, 1).at, rows_text(&account, 0, 1).length);

    rq->keep_failure = true;
    seconds = confirmation_take(rq);
    if (seconds > 0)
        param_error(rq, name, "wait", "seconds", arena_printf(rq->arena, "%lld", (long long)seconds), NULL);
    else if (!arg_given(rq, name) || !passphrase_verify(stored, arg(rq, name)->text))
        param_error(rq, name, "wrong_present", NULL);
    return rq->error_count == 0;
}

static bool came_by_mail(struct request *rq)
{
    const struct rows rows = work_query(rq, &SQL_session_by_mail, 0, NULL);

    return rows.ok && rows.count == 1 && rows_bool(&rows, 0, 0);
}

bool passphrase_change(struct request *rq)
{
    const struct span wanted = arg(rq, "passphrase")->text;
    const char *const fault = passphrase_fault(wanted, span_of(rq->actor->email));
    const char *hash;

    if (fault)
        param_error(rq, "passphrase", fault, NULL);
    if (rq->error_count > 0 || (!came_by_mail(rq) && !passphrase_confirm(rq, "present")))
        return false;
    hash = passphrase_hash(rq->arena, wanted);
    const struct rows rows = WORK_QUERY(rq, SQL_passphrase_set, hash);

    return hash && rows.ok;
}

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return problem(rq, PROBLEM_FORBIDDEN);
    if (!passphrase_change(rq))
        return problem(rq, rq->error_count > 0 ? PROBLEM_INVALID_BODY : PROBLEM_FORBIDDEN);
    const struct rows me = work_query(rq, &SQL_me_get, 0, NULL);

    return reply_rows(rq, 200, &me);
}

const struct operation passphrase_set = {
    .summary = "Set one's passphrase",
    .description = "Ends one's other sessions.",
    .tag = "Staff",
    .shared = { &passphrase_body },
    .returns = "Me",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .hashes = true,
};

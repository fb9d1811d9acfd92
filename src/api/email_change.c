/* SPDX-License-Identifier: Apache-2.0
 *
 * PUT /api/v1/me/email: a link goes to the new address, and only who reads there can make it one's own; the
 * old one is told then. Whether an address belongs to somebody else is told to nobody. */
#include "people.h"
#include "queries.h"

enum { MAILS = 3, MAIL_SECONDS = 1200 };

static const struct param body[] = {
    { "email", IN_BODY, T_EMAIL, .required = true, .summary = "The new address",
      .example = "ona@example.org" },
    { "present", IN_BODY, T_TEXT, .max = PASSPHRASE_MAX, .secret = true,
      .summary = "The passphrase, if there is one", .example = "correct horse battery staple" },
};
const struct param_set email_body = { body, sizeof body / sizeof *body };

bool mail_allowed(struct request *rq, const char *purpose, const char *email)
{
    return attempt_take(rq, arena_printf(rq->arena, "mail %s %s", purpose, email), MAILS, MAIL_SECONDS) == 0;
}

bool email_change_ask(struct request *rq)
{
    if (rq->error_count > 0 || !passphrase_confirm(rq, "present"))
        return false;
    if (mail_allowed(rq, "change", arg_value(rq, "email")))
        WORK_QUERY(rq, SQL_email_change_ask, arg_value(rq, "email"));
    return true;
}

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return problem(rq, PROBLEM_FORBIDDEN);
    if (!email_change_ask(rq))
        return problem(rq, rq->error_count > 0 ? PROBLEM_INVALID_BODY : PROBLEM_FORBIDDEN);
    const struct rows me = work_query(rq, &SQL_me_get, 0, NULL);

    return reply_rows(rq, 200, &me);
}

const struct operation email_change = {
    .summary = "Change one's e-mail address",
    .description = "It changes when the link that is sent there is used.",
    .tag = "Staff",
    .shared = { &email_body },
    .returns = "Me",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .hashes = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking for news by mail. An address that isn't the asker's gets three messages an hour at most, and nobody
 * learns whether it did: who asks is answered the same. */
#include "follow.h"

#include "branchlight/i18n.h"
#include "people.h"
#include "queries.h"

static const struct param body[] = {
    { "email", IN_BODY, T_EMAIL, .required = true, .summary = "Where news goes to",
      .example = "ona@example.org" },
    { "language", IN_BODY, T_LANGUAGE, .summary = "Of the messages; without it, of the answer",
      .example = "lt" },
};
const struct param_set follow_body = { body, sizeof body / sizeof *body };

struct rows follow_ask(struct request *rq, const char *kind, struct span code,
                       struct report_limits *ret_limits)
{
    const char *const meant = arena_copy(rq->arena, code.at, code.length);
    const char *const email = arg_value(rq, "email");

    limits_take(rq, kind, arena_printf(rq->arena, "follow %s %s", kind, meant), ret_limits);
    if (ret_limits->wait > 0)
        return (struct rows){ .ok = false };
    return WORK_QUERY(rq, SQL_follow_ask, kind, meant, email,
                      arg_given(rq, "language") ? arg_value(rq, "language") : language_code(rq->language),
                      mail_allowed(rq, "follow", email) ? "true" : "false");
}

struct reply follow_reply(struct request *rq, const char *kind)
{
    struct report_limits limits = { 0 };
    const struct rows asked = follow_ask(rq, kind, arg(rq, kind)->text, &limits);
    struct reply reply;

    if (limits.wait > 0)
        reply = problem(rq, PROBLEM_TOO_MANY_ATTEMPTS);
    else if (!asked.ok || asked.count == 0 || rows_null(&asked, 0, 0))
        return problem(rq, PROBLEM_NOT_FOUND);
    else
        reply = reply_rows(rq, 201, &asked);
    report_headers(rq, &reply, &limits);
    return reply;
}

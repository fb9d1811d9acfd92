/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/keys: what a machine may do in one's name, for a time. It is told once, as "prefix.secret":
 * the prefix stays readable in lists, so that a key that turns up somewhere can be found and taken back. */
#include "people.h"
#include "queries.h"

static const char *const actions[] = { "read",      "status", "hours_today", "triage",
                                       "directory", "people", "audit",       NULL };

static const struct param body[] = {
    { "name", IN_BODY, T_TEXT, .max = 100, .required = true, .summary = "What it is for",
      .example = "Kiosk" },
    { "actions", IN_BODY, T_CHOICES, .choices = actions, .required = true,
      .summary = "The only things that it may do, as far as its owner may; `read` is always among them",
      .example = "status,hours_today" },
    { "days", IN_BODY, T_INT, .min = 1, .max = 366, .fallback = 90, .summary = "For how long",
      .example = "90" },
    { "present", IN_BODY, T_TEXT, .max = PASSPHRASE_MAX, .secret = true,
      .summary = "The owner's passphrase, if there is one", .example = "correct horse battery staple" },
};
const struct param_set key_body = { body, sizeof body / sizeof *body };

enum { PREFIX_DIGITS = 12 };

/* "blk-0123456789ab", of the secret's hash: from 48 bits of that nothing is learnt of the secret. */
static const char *prefix_of(struct request *rq, const char *secret)
{
    const char *const digits = secret_hash(rq->arena, span_of(secret)) + sizeof "\\x" - 1;

    return arena_printf(rq->arena, "blk-%.*s", PREFIX_DIGITS, digits);
}

struct rows key_record(struct request *rq, const char *secret, const char **ret_key)
{
    if (rq->error_count > 0 || !passphrase_confirm(rq, "present"))
        return (struct rows){ 0 };
    const char *const prefix = prefix_of(rq, secret), *const key =
                                                          arena_printf(rq->arena, "%s.%s", prefix, secret);
    const struct rows made =
        WORK_QUERY(rq, SQL_key_create, secret_hash(rq->arena, span_of(key)), prefix, arg_value(rq, "name"),
                   arg_value(rq, "actions"), arg_value(rq, "days"));

    if (made.ok)
        *ret_key = key;
    return made;
}

static struct reply run(struct request *rq)
{
    const char *key = NULL;
    char secret[SECRET_SIZE];
    struct buffer json = buffer_in(rq->arena, 512);

    if (!in_person(rq))
        return problem(rq, PROBLEM_FORBIDDEN);
    secret_make(secret);
    const struct rows made = key_record(rq, secret, &key);

    if (!key || made.count == 0)
        return problem(rq, rq->error_count > 0 ? PROBLEM_INVALID_BODY : PROBLEM_FORBIDDEN);
    struct span head = rows_text(&made, 0, 0);

    head.length--; /* its closing brace */
    buffer_span(&json, head);
    json_put_name(&json, "key");
    json_put_string(&json, span_of(key));
    buffer_char(&json, '}');
    struct reply reply = reply_json(rq, &json);

    reply.status = 201;
    return reply;
}

const struct operation key_create = {
    .summary = "Make an API key",
    .description = "A machine sends it as `Authorization: Bearer`. It is told here and nowhere "
                   "else. What can do something in one's name for long wants the passphrase, as a change "
                   "of the account does.",
    .tag = "Staff",
    .shared = { &key_body },
    .returns = "KeyMade",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .fresh = true,
    .secret_reply = true,
    .hashes = true,
};

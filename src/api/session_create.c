/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/sessions: sign in. Known and unknown addresses get the same answer after the same work.
 * Attempts are counted by network, and by account and network: who made too many waits, and keeps nobody out
 * who comes from elsewhere. An account's attempts from everywhere have a limit too, so wide that only many
 * networks together reach it. Codes of the second factor are few, and only who has the passphrase or the link
 * guesses them: they are counted by account alone.
 */
#include "people.h"
#include "queries.h"
#include "staff.h"

#include <sodium.h>

enum {
    ACCOUNT_ATTEMPTS = 10, /* at once; then one each */
    ACCOUNT_SECONDS = 30,
    EVERYWHERE_ATTEMPTS = 1000,
    EVERYWHERE_SECONDS = 10,
    NETWORK_ATTEMPTS = 60, /* a library's Wi-Fi is one address */
    NETWORK_SECONDS = 5,
};

static const struct param body[] = {
    { "email", IN_BODY, T_EMAIL, .required = true, .summary = "The account's address",
      .example = "ona@example.org" },
    { "passphrase", IN_BODY, T_TEXT, .max = PASSPHRASE_MAX, .required = true, .secret = true,
      .summary = "The account's passphrase", .example = "correct horse battery staple" },
    { "code", IN_BODY, T_TEXT, .max = 10, .secret = true,
      .summary = "Of the second factor, where there is one", .example = "123456" },
};
const struct param_set sign_in_body = { body, sizeof body / sizeof *body };

int64_t attempt_take(struct request *rq, const char *bucket, int capacity, int seconds)
{
    const struct rows rows = WORK_QUERY(rq, SQL_attempt_take, bucket, arena_printf(rq->arena, "%d", capacity),
                                        arena_printf(rq->arena, "%d", seconds));

    return rows.ok && rows.count == 1 ? rows_int(&rows, 0, 0) : 0;
}

const char *network_bucket(struct request *rq)
{
    unsigned char client[16];
    const char *network = "network";

    if (exchange_client(rq->exchange, client)) {
        for (unsigned i = 0; i < network_bytes(client); i++)
            network = arena_printf(rq->arena, "%s %02x", network, client[i]);
    }
    return network;
}

/* What one bucket refuses doesn't count in the wider ones. */
static int64_t attempts_take(struct request *rq, const char *email)
{
    const char *const network = network_bucket(rq);
    int64_t wait = attempt_take(rq, network, NETWORK_ATTEMPTS, NETWORK_SECONDS);

    if (wait == 0)
        wait = attempt_take(rq, arena_printf(rq->arena, "account %s %s", network, email), ACCOUNT_ATTEMPTS,
                            ACCOUNT_SECONDS);
    if (wait == 0)
        wait = attempt_take(rq, arena_printf(rq->arena, "everywhere %s", email), EVERYWHERE_ATTEMPTS,
                            EVERYWHERE_SECONDS);
    return wait;
}

int64_t confirmation_take(struct request *rq)
{
    return attempt_take(rq, arena_printf(rq->arena, "confirmation %s", rq->actor->user), ACCOUNT_ATTEMPTS,
                        ACCOUNT_SECONDS);
}

int64_t code_take(struct request *rq, const char *email)
{
    return attempt_take(rq, arena_printf(rq->arena, "code %s", email), ACCOUNT_ATTEMPTS, ACCOUNT_SECONDS);
}

int64_t code_confirm(struct request *rq, const char *secret)
{
    unsigned char bytes[TOTP_BYTES];
    size_t length = 0;
    int64_t step = 0;

    sodium_hex2bin(bytes, sizeof bytes, secret, strlen(secret), NULL, &length, NULL);
    if (arg_given(rq, "code") && length == sizeof bytes)
        step = totp_step(bytes, arg(rq, "code")->text);
    if (step == 0)
        param_error(rq, "code", arg_given(rq, "code") ? "wrong_code" : "code_required", NULL);
    return step;
}

static const char *cell(struct request *rq, const struct rows *rows, unsigned column)
{
    const struct span text = rows_text(rows, 0, column);

    return text.at ? arena_copy(rq->arena, text.at, text.length) : NULL;
}

/* The passphrase was right. */
static enum sign_in begin(struct request *rq, const struct rows *account, const char *stored,
                          char ret_secret[SECRET_SIZE], int64_t *ret_seconds)
{
    const char *const factor = cell(rq, account, 2), *rehashed = NULL, *step = NULL;

    if (factor) {
        if (arg_given(rq, "code") && (*ret_seconds = code_take(rq, arg_value(rq, "email"))) > 0)
            return SIGN_IN_WAIT;
        const int64_t number = code_confirm(rq, factor);

        if (number == 0)
            return SIGN_IN_CODE;
        step = arena_printf(rq->arena, "%lld", (long long)number);
    }
    if (passphrase_outdated(stored))
        rehashed = passphrase_hash(rq->arena, arg(rq, "passphrase")->text);
    secret_make(ret_secret);
    const struct rows begun =
        WORK_QUERY(rq, SQL_session_begin, cell(rq, account, 0), secret_hash(rq->arena, span_of(ret_secret)),
                   auth_label(rq), step, rehashed);

    if (begun.ok && begun.count == 1 && rows_bool(&begun, 0, 0))
        return SIGN_IN_GOOD;
    param_error(rq, "code", "wrong_code", NULL); /* it was used before */
    return SIGN_IN_CODE;
}

enum sign_in session_open(struct request *rq, char ret_secret[SECRET_SIZE], int64_t *ret_seconds)
{
    rq->keep_failure = true;
    *ret_seconds = attempts_take(rq, arg_value(rq, "email"));
    if (*ret_seconds > 0)
        return SIGN_IN_WAIT;
    const struct rows account = WORK_QUERY(rq, SQL_account_find, arg_value(rq, "email"));
    const char *const stored = account.ok && account.count == 1 ? cell(rq, &account, 1) : NULL;

    return passphrase_verify(stored, arg(rq, "passphrase")->text)
               ? begin(rq, &account, stored, ret_secret, ret_seconds)
               : SIGN_IN_WRONG;
}

static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];
    int64_t seconds;
    struct reply reply;
    struct buffer json = buffer_in(rq->arena, 64);

    switch (session_open(rq, secret, &seconds)) {
    case SIGN_IN_WAIT:
        reply = problem(rq, PROBLEM_TOO_MANY_ATTEMPTS);
        reply_header(&reply, "Retry-After", arena_printf(rq->arena, "%lld", (long long)seconds));
        return reply;
    case SIGN_IN_WRONG:
        param_error(rq, "passphrase", "wrong_passphrase", NULL);
        return problem(rq, PROBLEM_INVALID_BODY);
    case SIGN_IN_CODE:
        return problem(rq, PROBLEM_INVALID_BODY);
    case SIGN_IN_GOOD:
        break;
    }
    buffer_printf(&json, "{\"seconds\":%d}", (int)SESSION_SECONDS);
    reply = reply_json(rq, &json);
    reply.status = 201;
    auth_cookie(rq, &reply, secret, SESSION_SECONDS);
    return reply;
}

const struct operation session_create = {
    .summary = "Sign in",
    .description = "Sets the session's cookie. It ends 30 minutes after its last use, and after 12 hours.",
    .tag = "Staff",
    .shared = { &sign_in_body },
    .returns = "SessionMade",
    .run = run,
    .hashes = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/sign-in: the form of the sign-in page. */
#include "sign_in_parts.h"
#include "staff_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply signed_in(struct request *rq, const char *secret)
{
    struct reply reply = reply_redirect(rq, 303, sign_in_next(rq, "staff/"));

    auth_cookie(rq, &reply, secret, SESSION_SECONDS);
    return reply;
}

static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];
    int64_t seconds;

    if (rq->error_count > 0)
        return sign_in_page(rq, 422);
    switch (session_open(rq, secret, &seconds)) {
    case SIGN_IN_GOOD:
        return signed_in(rq, secret);
    case SIGN_IN_WAIT:
        param_error(rq, "passphrase", "wait", "seconds", arena_printf(rq->arena, "%lld", (long long)seconds),
                    NULL);
        return sign_in_page(rq, 429);
    case SIGN_IN_CODE:
        return sign_in_page(rq, 422);
    default:
        param_error(rq, "passphrase", "wrong_passphrase", NULL);
        return sign_in_page(rq, 422);
    }
}

const struct operation staff_sign_in = {
    .summary = "Sign in",
    PARAMS(params),
    .shared = { &sign_in_body, &next_query },
    PAGE,
    .run = run,
    .hashes = true,
};

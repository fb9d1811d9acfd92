/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/me/second-factor: a new secret for an authenticator app. Nothing is kept until a code shows
 * that the app has it: whoever confirms brings the secret back. */
#include "branchlight/buffer.h"
#include "people.h"

#include <ctype.h>

/* Key URI format of the authenticator apps: otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=… */
const char *second_factor_uri(struct request *rq, const char *secret)
{
    struct buffer uri = buffer_in(rq->arena, 256);

    buffer_text(&uri, "otpauth://totp/Branchlight:");
    for (const char *at = rq->actor->email; *at; at++) {
        if (isalnum((unsigned char)*at) || strchr("-._~", *at))
            buffer_char(&uri, *at);
        else
            buffer_printf(&uri, "%%%02X", (unsigned char)*at);
    }
    buffer_printf(&uri, "?secret=%s&issuer=Branchlight", secret);
    buffer_char(&uri, '\0');
    return uri.bytes;
}

static struct reply run(struct request *rq)
{
    struct buffer json = buffer_in(rq->arena, 512);

    if (!in_person(rq) || !rq->actor->email)
        return problem(rq, PROBLEM_FORBIDDEN);
    const char *const secret = totp_make(rq->arena);

    buffer_char(&json, '{');
    json_put_name(&json, "secret");
    json_put_string(&json, span_of(secret));
    json_put_name(&json, "uri");
    json_put_string(&json, span_of(second_factor_uri(rq, secret)));
    buffer_char(&json, '}');
    struct reply reply = reply_json(rq, &json);

    reply.status = 201;
    return reply;
}

const struct operation second_factor_start = {
    .summary = "Begin a second factor",
    .description = "A secret for an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds), and the "
                   "same as an address that apps read as a QR code. It isn't in force until a code of it "
                   "confirms it, and is told here and nowhere else.",
    .tag = "Staff",
    .returns = "SecondFactor",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .fresh = true,
    .secret_reply = true,
};

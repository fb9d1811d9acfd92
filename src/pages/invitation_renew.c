/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/invitations/{token}/renew: "send me a new link". It goes to the address that the expired one
 * was for, never to who asks. */
#include "../api/people.h"
#include "branchlight/i18n.h"
#include "invitation_parts.h"
#include "queries.h"

enum { NETWORK_MAILS = 20, NETWORK_SECONDS = 60 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .summary = "The expired link's secret", .example = "c2VjcmV0" },
};

static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];
    const struct span token = arg(rq, "token")->text;

    if (attempt_take(rq, arena_printf(rq->arena, "mail %s", network_bucket(rq)), NETWORK_MAILS,
                     NETWORK_SECONDS) == 0) {
        secret_make(secret); /* told to nobody: the mailer makes the one that counts */
        WORK_QUERY(rq, SQL_invitation_renew, secret_hash(rq->arena, token),
                   secret_hash(rq->arena, span_of(secret)));
    }
    /* As it was sent: what its escapes stand for isn't for a header. */
    const struct span path = exchange_raw_path(rq->exchange);

    return reply_redirect(
        rq, 303,
        arena_printf(rq->arena, "%.*s?renewed=true", (int)(path.length - strlen("/renew")), path.at));
}

const struct operation invitation_renew = {
    .summary = "Ask for a new link",
    PARAMS(params),
    PAGE,
    .run = run,
};

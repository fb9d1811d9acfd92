/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/keys: what machines use in one's name. */
#include "people.h"

static struct reply run(struct request *rq)
{
    return credential_list_reply(rq, "key");
}

const struct operation key_list = {
    .summary = "List API keys",
    .description = CREDENTIAL_LIST_DESCRIPTION,
    .tag = "Staff",
    .shared = { &whose },
    .returns = "CredentialList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/sessions: the browsers in which one is signed in. */
#include "people.h"

static struct reply run(struct request *rq)
{
    return credential_list_reply(rq, "session");
}

const struct operation session_list = {
    .summary = "List sessions",
    .description = CREDENTIAL_LIST_DESCRIPTION,
    .tag = "Staff",
    .shared = { &whose },
    .returns = "CredentialList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

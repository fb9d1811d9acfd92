/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/keys/{key}: it lets nobody in any more, at once. */
#include "people.h"

static const struct param params[] = {
    { "key", IN_PATH, T_CODE, .summary = "Id of the key", .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    return credential_delete_reply(rq, "key");
}

const struct operation key_delete = {
    .summary = "Take a key back",
    .tag = "Staff",
    PARAMS(params),
    .returns = "CredentialEnded",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

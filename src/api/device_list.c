/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/devices: the phones that speak for one. */
#include "people.h"

static struct reply run(struct request *rq)
{
    return credential_list_reply(rq, "device");
}

const struct operation device_list = {
    .summary = "List devices",
    .description = CREDENTIAL_LIST_DESCRIPTION,
    .tag = "Staff",
    .shared = { &whose },
    .returns = "CredentialList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

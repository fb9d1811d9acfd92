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
    .description = "Those that haven't ended, the last used first.",
    .tag = "Staff",
    .shared = { &whose },
    .returns = "CredentialList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

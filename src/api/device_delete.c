/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/devices/{device}: it lets nobody in any more, at once. */
#include "people.h"

static const struct param params[] = {
    { "device", IN_PATH, T_CODE, .summary = "Id of the device",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    return credential_delete_reply(rq, "device");
}

const struct operation device_delete = {
    .summary = "Take an enrolled phone's access away",
    .tag = "Staff",
    PARAMS(params),
    .returns = "CredentialEnded",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

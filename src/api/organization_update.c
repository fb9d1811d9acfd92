/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/organizations/{organization}: a merge patch (RFC 7396) of a utility's name and contacts,
 * which stand beside each of its points. */
#include "editing.h"

static const struct param params[] = {
    { "organization", IN_PATH, T_CODE, .summary = "Code of the utility", .example = "eso" },
};

static const struct param body[] = {
    { "name", IN_BODY, T_TEXT, .max = 200, .required = true, .summary = "Proper name",
      .example = "Energijos skirstymo operatorius" },
    { "phone", IN_BODY, T_TEXT, .max = 31, .summary = "Its customers' telephone", .example = "1852" },
    { "website", IN_BODY, T_TEXT, .max = 500, .summary = "Its site", .example = "https://www.eso.lt/" },
    { "self_service", IN_BODY, T_TEXT, .max = 500, .summary = "Its self-service site",
      .example = "https://mano.eso.lt/" },
};
const struct param_set organization_body = { body, sizeof body / sizeof *body };

static struct reply run(struct request *rq)
{
    return row_update(rq, ROW_ORGANIZATION);
}

const struct operation organization_update = {
    .summary = "Change a utility's contacts",
    .description =
        "A merge patch: members that aren't named stay, null clears. A library's institution is changed "
        "with the library.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &organization_body, &reason_body },
    .returns = "StaffOrganization",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

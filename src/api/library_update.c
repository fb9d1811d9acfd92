/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/libraries/{library}: a merge patch (RFC 7396): what isn't named stays, null clears. */
#include "editing.h"

static const struct param params[] = {
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
};

static struct reply run(struct request *rq)
{
    return row_update(rq, ROW_LIBRARY);
}

const struct operation library_update = {
    .summary = "Change a library",
    .description = "A merge patch: members that aren't named stay, null clears. Name, site and telephone are "
                   "those of its institution.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &library_body, &reason_body },
    .returns = "StaffLibrary",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

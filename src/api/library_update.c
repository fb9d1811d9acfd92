/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/libraries/{library}: a merge patch (RFC 7396): what isn't named stays, null clears. */
#include "editing.h"

static const struct param params[] = {
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = patch_of(rq, &library_body);

    if (!row_lock(rq, ROW_LIBRARY, rq->object))
        return row_outdated(rq, ROW_LIBRARY, rq->object, patch);
    library_change(rq, patch);
    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY)
                               : row_reply(rq, 200, ROW_LIBRARY, rq->object);
}

const struct operation library_update = {
    .summary = "Change a library",
    .description = "A merge patch: members that aren't named stay, null clears. Name, site and telephone are "
                   "those of its institution.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &library_body },
    .returns = "StaffLibrary",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/libraries/{library}: one that was entered by mistake, with its institution: its code says
 * 410 from then on. */
#include "editing.h"
#include "queries.h"

static const struct param params[] = {
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
};

static struct reply run(struct request *rq)
{
    return row_delete(rq, ROW_LIBRARY, &SQL_library_delete);
}

const struct operation library_delete = {
    .summary = "Remove a library",
    .description =
        "One that has branches or agreements is closed (`active: false`) or merged instead; drafts of "
        "one's own agreements go with it.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "Removed",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

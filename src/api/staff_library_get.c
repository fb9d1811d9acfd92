/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/staff/libraries/{library}: the stored row, for who edits it: own writes are visible at once,
 * and the ETag is what a change names. */
#include "editing.h"

static const struct param params[] = {
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
};

static struct reply run(struct request *rq)
{
    return row_reply(rq, 200, ROW_LIBRARY, rq->object);
}

const struct operation staff_library_get = {
    .summary = "A library as it is stored",
    .description =
        "What editing needs: texts in every language, codes of what it refers to, and the version as ETag.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffLibrary",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/libraries/{library}/merge: two rows turned out to be one. The old code leads to the row that
 * is kept. */
#include "editing.h"
#include "queries.h"

static const struct param params[] = {
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
};

static const struct param body[] = {
    { "into", IN_BODY, T_CODE, .required = true, .summary = "Code of the library that is kept",
      .example = "lt-pasvalys" },
};
static const struct param_set merge_body = { body, sizeof body / sizeof *body };

static struct reply run(struct request *rq)
{
    const char *const kept = merge_hold(rq, ROW_LIBRARY);

    if (!kept)
        return problem(rq, PROBLEM_INVALID_BODY);
    if (!row_lock(rq, ROW_LIBRARY, rq->object))
        return row_outdated(rq, ROW_LIBRARY, rq->object, "{}");
    WORK_QUERY(rq, SQL_library_merge, rq->object, kept);
    return row_reply(rq, 200, ROW_LIBRARY, kept);
}

const struct operation library_merge = {
    .summary = "Merge a library into another",
    .description = "Its branches, agreements and people go to the other, and its code leads there.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &merge_body, &reason_body },
    .returns = "StaffLibrary",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/merge: after the question was answered. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "into", IN_BODY, T_CODE, .required = true, .summary = "Code of the branch that is kept" },
    { "version", IN_BODY, T_INT, .min = 1, .max = 999999999, .summary = "Of the branch that was shown" },
};

static struct reply run(struct request *rq)
{
    return merging_do(rq, ROW_BRANCH);
}

const struct operation directory_branch_merge = {
    .summary = "Merge a branch into another",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/branches/{branch}/merge: which one stays, what would change, and the question.
 */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "into", IN_QUERY, T_CODE, .unkept = true, .summary = "Code of the branch that is kept" },
};

static struct reply run(struct request *rq)
{
    return merging_ask(rq, ROW_BRANCH);
}

const struct operation directory_branch_merging = {
    .summary = "A branch, to be merged into another",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/branches/{branch}: the form of a branch. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "merged", IN_QUERY, T_BOOL, .summary = "Another branch was just merged into it" },
    { "confirmed", IN_QUERY, T_BOOL, .summary = "A visitor's correction was just confirmed" },
    { "published", IN_QUERY, T_BOOL, .summary = "It was just published" },
};

static struct reply run(struct request *rq)
{
    return branch_form_show(rq, 200, NULL, false);
}

const struct operation directory_branch = {
    .summary = "A branch, to be edited",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

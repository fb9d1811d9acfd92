/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}: what was changed in the form. Where somebody was faster,
 * both are shown, field by field, and nothing is saved. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    coordinates_take(rq);
    return row_form_save(rq, &branch_form, form_patch(rq, &branch_body), NULL);
}

const struct operation directory_branch_save = {
    .summary = "Save a branch",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

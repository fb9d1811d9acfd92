/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/published: a draft becomes public. What was changed since it
 * was looked at is shown first. */
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "published", IN_QUERY, T_BOOL, .summary = "It was just published" },
};

static struct reply run(struct request *rq)
{
    coordinates_take(rq);
    return row_form_save(rq, &branch_form, form_patch(rq, &branch_body), &SQL_branch_publish);
}

const struct operation directory_branch_publish = {
    .summary = "Publish a branch that is a draft",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

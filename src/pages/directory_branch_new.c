/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/libraries/{library}/branches: a new branch of a library. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return branch_new_show(rq, 200, NULL, NULL);
}

const struct operation directory_branch_new = {
    .summary = "A new branch",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

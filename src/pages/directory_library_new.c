/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/libraries: a new library. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return library_new_show(rq, 200, NULL);
}

const struct operation directory_library_new = {
    .summary = "A new library",
    PARAMS(params),
    .shared = { &library_owner, &library_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

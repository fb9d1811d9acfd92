/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/libraries/{library}: the form of a library. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "removed", IN_QUERY, T_BOOL, .summary = "A branch of it was just removed" },
    { "merged", IN_QUERY, T_BOOL, .summary = "Another library was just merged into it" },
};

static struct reply run(struct request *rq)
{
    return library_form_show(rq, 200, NULL, false);
}

const struct operation directory_library = {
    .summary = "A library, to be edited",
    PARAMS(params),
    .shared = { &library_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

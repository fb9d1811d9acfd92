/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/libraries/{library}: what was changed in the form. Where somebody was faster,
 * both are shown, field by field, and nothing is saved. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return row_form_save(rq, &library_form, form_patch(rq, row_body(ROW_LIBRARY)), NULL);
}

const struct operation directory_library_save = {
    .summary = "Save a library",
    PARAMS(params),
    .shared = { &library_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

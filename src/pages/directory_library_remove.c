/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/libraries/{library}/removal: a library that was entered by mistake. What was
 * changed since it was looked at is shown first. */
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    struct reply instead;

    if (!row_form_hold(rq, &library_form, &instead))
        return instead;
    WORK_QUERY(rq, SQL_library_delete, rq->object);
    return see_other(rq, "staff/directory?removed=true");
}

const struct operation directory_library_remove = {
    .summary = "Remove a library",
    PARAMS(params),
    .shared = { &library_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

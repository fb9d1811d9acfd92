/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/services/{service}: what was changed in the form. Where somebody was faster,
 * both are shown, field by field, and nothing is saved. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "service", IN_PATH, T_CODE, .summary = "Code of the service", .example = "pay-bills" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return row_form_save(rq, &service_form, form_patch(rq, row_body(ROW_SERVICE)), NULL);
}

const struct operation directory_service_save = {
    .summary = "Save a service",
    PARAMS(params),
    .shared = { &service_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

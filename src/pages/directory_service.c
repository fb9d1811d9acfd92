/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/services/{service}: the form of a service. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "service", IN_PATH, T_CODE, .summary = "Code of the service", .example = "pay-bills" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return service_form_show(rq, 200, NULL, false);
}

const struct operation directory_service = {
    .summary = "A service, to be edited",
    PARAMS(params),
    .shared = { &service_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

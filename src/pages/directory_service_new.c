/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/utilities/{organization}/services: a new service of a utility, or, for
 * administrators, of all. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "organization", IN_PATH, T_CODE, .summary = "Code of the utility", .example = "eso" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return service_new_show(rq, 200);
}

const struct operation directory_service_new = {
    .summary = "A new service",
    PARAMS(params),
    .shared = { &service_owner, &service_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

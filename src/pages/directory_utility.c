/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/utilities/{organization}: the form of a utility's name and contacts. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "organization", IN_PATH, T_CODE, .summary = "Code of the utility", .example = "eso" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return utility_form_show(rq, 200, NULL, false);
}

const struct operation directory_utility = {
    .summary = "A utility, to be edited",
    PARAMS(params),
    .shared = { &organization_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

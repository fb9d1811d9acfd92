/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/points/{point}: the form of a point. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return point_form_show(rq, 200, NULL, false);
}

const struct operation directory_point = {
    .summary = "A point, to be edited",
    PARAMS(params),
    .shared = { &point_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

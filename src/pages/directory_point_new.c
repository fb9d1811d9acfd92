/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/branches/{branch}/points: a new point in a branch. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return point_new_show(rq, 200, NULL, NULL);
}

const struct operation directory_point_new = {
    .summary = "A new point",
    PARAMS(params),
    .shared = { &point_owner, &point_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

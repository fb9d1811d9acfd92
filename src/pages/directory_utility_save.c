/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/utilities/{organization}: what was changed in the form. Where somebody was
 * faster, both are shown, field by field, and nothing is saved. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "organization", IN_PATH, T_CODE, .summary = "Code of the utility", .example = "eso" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = form_patch(rq, &organization_body);

    rq->version = arg(rq, "version")->integer;
    if (form_wrong(rq))
        return utility_form_show(rq, 422, patch, false);
    if (!row_lock(rq, ROW_ORGANIZATION, rq->object))
        return utility_form_show(rq, 412, patch, true);
    organization_change(rq, patch);
    if (rq->error_count > 0)
        return utility_form_show(rq, 422, patch, false);
    return see_other(rq, arena_printf(rq->arena, "staff/directory/utilities/%s?saved=true",
                                      arg_value(rq, "organization")));
}

const struct operation directory_utility_save = {
    .summary = "Save a utility's contacts",
    PARAMS(params),
    .shared = { &organization_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/points/{point}: what was changed in the form. Where somebody was faster, both
 * are shown, field by field, and nothing is saved. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = form_patch(rq, &point_body);

    rq->version = arg(rq, "version")->integer;
    if (form_wrong(rq))
        return point_form_show(rq, 422, patch, false);
    if (!row_lock(rq, ROW_POINT, rq->object))
        return point_form_show(rq, 412, patch, true);
    point_change(rq, patch);
    if (rq->error_count > 0)
        return point_form_show(rq, 422, patch, false);
    const struct span row = row_read(rq, ROW_POINT, rq->object, NULL);
    const struct span code = ready_text(rq->arena, row, "code");

    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/points/%.*s?saved=true", (int)code.length, code.at));
}

const struct operation directory_point_save = {
    .summary = "Save a point",
    PARAMS(params),
    .shared = { &point_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

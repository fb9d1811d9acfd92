/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/libraries/{library}: what was changed in the form. Where somebody was faster,
 * both are shown, field by field, and nothing is saved. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "merged", IN_QUERY, T_BOOL, .summary = "Another library was just merged into it" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = form_patch(rq, &library_body);

    rq->version = arg(rq, "version")->integer;
    if (form_wrong(rq))
        return library_form_show(rq, 422, patch, false);
    if (!row_lock(rq, ROW_LIBRARY, rq->object))
        return library_form_show(rq, 412, patch, true);
    library_change(rq, patch);
    if (rq->error_count > 0)
        return library_form_show(rq, 422, patch, false);
    const struct span row = row_read(rq, ROW_LIBRARY, rq->object, NULL);
    const struct span code = ready_text(rq->arena, row, "code");

    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/libraries/%.*s?saved=true", (int)code.length, code.at));
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

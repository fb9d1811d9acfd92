/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}: what was changed in the form. Where somebody was faster,
 * both are shown, field by field, and nothing is saved. */
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

struct reply branch_form_save(struct request *rq, bool publish)
{
    coordinates_take(rq);

    const char *const patch = form_patch(rq, &branch_body);

    rq->version = arg(rq, "version")->integer;
    if (form_wrong(rq))
        return branch_form_show(rq, 422, patch, false);
    if (!row_lock(rq, ROW_BRANCH, rq->object))
        return branch_form_show(rq, 412, patch, true);
    branch_change(rq, patch);
    if (rq->error_count > 0)
        return branch_form_show(rq, 422, patch, false);
    if (publish)
        WORK_QUERY(rq, SQL_branch_publish, rq->object);
    const struct span row = row_read(rq, ROW_BRANCH, rq->object, NULL);
    const struct span code = ready_text(rq->arena, row, "code");

    return see_other(rq, arena_printf(rq->arena, "staff/directory/branches/%.*s?%s=true", (int)code.length,
                                      code.at, publish ? "published" : "saved"));
}

static struct reply run(struct request *rq)
{
    return branch_form_save(rq, false);
}

const struct operation directory_branch_save = {
    .summary = "Save a branch",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

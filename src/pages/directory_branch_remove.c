/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/removal: a draft that comes to nothing, or a branch that was
 * entered by mistake. What was changed since it was looked at is shown first. */
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    struct reply instead;

    if (!row_form_hold(rq, &branch_form, &instead))
        return instead;
    const struct span row = row_read(rq, ROW_BRANCH, rq->object, NULL);
    const struct span library = ready_text(rq->arena, row, "library");

    WORK_QUERY(rq, SQL_branch_delete, rq->object);
    return see_other(rq, arena_printf(rq->arena, "staff/directory/libraries/%.*s?removed=true",
                                      (int)library.length, library.at));
}

const struct operation directory_branch_remove = {
    .summary = "Remove a branch",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/libraries/{library}/branches: adds it; one that may be there already is shown
 * first. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "confirm_duplicate", IN_BODY, T_BOOL, .summary = "It is another one" },
};

static struct reply run(struct request *rq)
{
    const char *const object = rq->object;

    coordinates_take(rq);
    const char *const patch = branch_whole(rq);

    if (form_wrong(rq))
        return branch_new_show(rq, 422, patch, NULL);
    const struct rows candidates = duplicates(rq, ROW_BRANCH, patch);

    if (candidates.ok && candidates.count > 0)
        return branch_new_show(rq, 409, patch, &candidates);
    const struct rows made = branch_make(rq, patch);

    rq->object = object;
    if (rq->error_count > 0)
        return branch_new_show(rq, 422, patch, NULL);
    if (!made.ok || made.count == 0)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    const struct span row = row_read(rq, ROW_BRANCH, cell_string(rq, &made, 0, 0), NULL);
    const struct span code = ready_text(rq->arena, row, "code");

    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/branches/%.*s?saved=true", (int)code.length, code.at));
}

const struct operation directory_branch_add = {
    .summary = "Add a branch",
    PARAMS(params),
    .shared = { &branch_body, &form_body, &draft_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
    .fresh = true,
};

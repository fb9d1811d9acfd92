/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/points: adds it; where the utility has one there, that is
 * shown first. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "confirm_duplicate", IN_BODY, T_BOOL, .summary = "It is another one" },
};

static struct reply run(struct request *rq)
{
    const char *const object = rq->object, *const patch = point_whole(rq);

    if (form_wrong(rq))
        return point_new_show(rq, 422, patch, NULL);
    const struct rows candidates = duplicates(rq, ROW_POINT, patch);

    if (candidates.ok && candidates.count > 0)
        return point_new_show(rq, 409, patch, &candidates);
    const struct rows made = point_make(rq, patch);

    rq->object = object;
    if (rq->error_count > 0)
        return point_new_show(rq, 422, patch, NULL);
    if (!made.ok || made.count == 0)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    const struct span row = row_read(rq, ROW_POINT, cell_string(rq, &made, 0, 0), NULL);
    const struct span code = ready_text(rq->arena, row, "code");

    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/points/%.*s?saved=true", (int)code.length, code.at));
}

const struct operation directory_point_add = {
    .summary = "Add a point",
    PARAMS(params),
    .shared = { &point_owner, &point_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
    .fresh = true,
};

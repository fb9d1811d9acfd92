/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/libraries: adds it, with a draft of an agreement with the utility;
 * one that may be there already is shown first. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "confirm_duplicate", IN_BODY, T_BOOL, .summary = "It is another one" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = library_whole(rq);

    if (form_wrong(rq))
        return library_new_show(rq, 422, NULL);
    const struct rows candidates = duplicates(rq, ROW_LIBRARY, patch);

    if (candidates.ok && candidates.count > 0)
        return library_new_show(rq, 409, &candidates);
    const struct rows made = library_make(rq, patch);

    if (rq->error_count > 0)
        return library_new_show(rq, 422, NULL);
    if (!made.ok || made.count == 0)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/libraries/%s?saved=true", cell_string(rq, &made, 0, 1)));
}

const struct operation directory_library_add = {
    .summary = "Add a library",
    PARAMS(params),
    .shared = { &library_owner, &library_body, &form_body, &draft_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
    .fresh = true,
};

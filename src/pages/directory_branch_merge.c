/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/merge: two rows turned out to be one. */
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "into", IN_BODY, T_CODE, .required = true, .summary = "Code of the branch that is kept" },
    { "sure", IN_BODY, T_BOOL, .summary = "That it can't be undone is understood" },
};

static struct reply run(struct request *rq)
{
    rq->error_count = 0; /* no other field is needed */
    if (!arg_given(rq, "into"))
        param_error(rq, "into", "required", NULL);
    if (!arg(rq, "sure")->boolean)
        param_error(rq, "sure", "required", NULL);
    const char *const kept = form_wrong(rq) ? NULL : merge_hold(rq, ROW_BRANCH);

    rq->version = arg(rq, "version")->integer;
    if (!kept)
        return branch_form_show(rq, 422, NULL, false);
    if (!row_lock(rq, ROW_BRANCH, rq->object))
        return branch_form_show(rq, 412, NULL, true);
    WORK_QUERY(rq, SQL_branch_merge, rq->object, kept);
    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/branches/%s?saved=true", arg_value(rq, "into")));
}

const struct operation directory_branch_merge = {
    .summary = "Merge a branch into another",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

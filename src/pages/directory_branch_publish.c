/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/published: a draft becomes public. What was changed since it
 * was looked at is shown first. */
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "published", IN_QUERY, T_BOOL, .summary = "It was just published" },
};

static struct reply run(struct request *rq)
{
    rq->error_count = 0; /* no field of the form is needed */
    rq->version = arg(rq, "version")->integer;
    if (form_wrong(rq) || !row_lock(rq, ROW_BRANCH, rq->object))
        return branch_form_show(rq, 412, NULL, true);
    WORK_QUERY(rq, SQL_branch_publish, rq->object);
    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/branches/%s?published=true", arg_value(rq, "branch")));
}

const struct operation directory_branch_publish = {
    .summary = "Publish a branch that is a draft",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

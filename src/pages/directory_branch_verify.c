/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/verified: one tap says that all is still correct, from the
 * queue or from the form. It says so of what was seen: where that has changed, it is shown. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "queue", IN_BODY, T_BOOL, .summary = "Sent from the queue" },
};

static struct reply run(struct request *rq)
{
    const char *const code = arg_value(rq, "branch");
    struct reply instead;

    if (!row_form_hold(rq, &branch_form, &instead))
        return instead;
    branch_confirm(rq, rq->object);
    if (arg(rq, "queue")->boolean)
        return see_other(rq, arena_printf(rq->arena, "staff/directory/verification?done=%s", code));
    return see_other(rq, arena_printf(rq->arena, "staff/directory/branches/%s", code));
}

const struct operation directory_branch_verify = {
    .summary = "Confirm that all is still correct",
    PARAMS(params),
    .shared = { &branch_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

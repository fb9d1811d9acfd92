/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/hours/copies: the same rules for other branches of the
 * library. Their exceptions, and visits to stops, stay theirs. */
#include "hours_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "at", IN_QUERY, T_TEXT, .max = 16, .unkept = true, .summary = "Local time to look at" },
    { "to", IN_BODY, T_CODES, .max = 2000, .summary = "Codes of the branches" },
};

static struct reply run(struct request *rq)
{
    const char *const from = rq->object;
    struct span rest = arg(rq, "to")->text;

    if (!arg_given(rq, "to"))
        param_error(rq, "to", "required", NULL);
    while (rest.length > 0 && rq->error_count == 0) {
        const char *const comma = memchr(rest.at, ',', rest.length);
        const struct span code = { rest.at, comma ? (size_t)(comma - rest.at) : rest.length };

        if (authorize(rq, ACTION_DIRECTORY, "branch", code) != PROBLEMS) {
            param_error(rq, "to", "not_yours", NULL);
            break;
        }
        hours_hold(rq, hours_named(rq));
        const struct rows hours = WORK_QUERY(rq, SQL_hours_copy_rules, rq->object, from);

        if (hours.ok && hours.count == 0) {
            param_error(rq, "rules", "hours_copy", NULL);
            break;
        }
        hours_put(rq, hours_named(rq), 0, cell_string(rq, &hours, 0, 0));
        rest.at += code.length + (comma ? 1 : 0);
        rest.length -= code.length + (comma ? 1 : 0);
    }
    rq->object = from;
    if (form_wrong(rq))
        return hours_form_show(rq, 422);
    return hours_form_saved(rq);
}

const struct operation directory_hours_copy = {
    .summary = "Copy a branch's hours to others",
    PARAMS(params),
    .shared = { &hours_form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/hours: the week, the season and what comes back. Rules that
 * the form has no fields for, and exceptions, stay. */
#include "hours_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "at", IN_QUERY, T_TEXT, .max = 16, .unkept = true, .summary = "Local time to look at" },
};

static void check(struct request *rq, const char *said)
{
    const struct rows wrong = WORK_QUERY(rq, SQL_hours_fields_wrong, said);

    for (unsigned i = 0; wrong.ok && i < wrong.count; i++)
        param_error(rq, cell_string(rq, &wrong, i, 0), cell_string(rq, &wrong, i, 1), NULL);
    if (arg_given(rq, "monthly.nth") != arg_given(rq, "monthly.of"))
        param_error(rq, "monthly.of", "hours_rule", NULL);
}

struct reply hours_week_save(struct request *rq)
{
    const struct hours_of of = hours_named(rq);
    const char *const said = patch_of(rq, &hours_form_body);

    check(rq, said);
    if (form_wrong(rq))
        return hours_form_show(rq, 422);
    const struct rows form = WORK_QUERY(rq, SQL_hours_form, of.kind, of.id);

    if (!form.ok || form.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    const struct rows hours = WORK_QUERY(rq, SQL_hours_form_read, said, cell_string(rq, &form, 0, 1), of.kind,
                                         of.id, cell_string(rq, &form, 0, 2));

    return hours_form_save(rq, &hours);
}

const struct operation directory_hours_save = {
    .summary = "Save a branch's hours",
    PARAMS(params),
    .shared = { &hours_form_body },
    STAFF_PAGE,
    .run = hours_week_save,
    .action = ACTION_DIRECTORY,
    .form = true,
};

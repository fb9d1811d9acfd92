/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/hours: the week, the season and what comes back. Rules that
 * the form has no fields for, and exceptions, stay; so do fields that only somebody else has changed. */
#include "hours_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "at", IN_QUERY, T_TEXT, .max = 16, .unkept = true, .summary = "Local time to look at" },
};

/* `now`: the fields as they are stored. */
static void check(struct request *rq, const char *said, const char *now)
{
    const struct rows wrong = WORK_QUERY(rq, SQL_hours_fields_wrong, said, now);

    for (unsigned i = 0; wrong.ok && i < wrong.count; i++)
        param_error(rq, cell_string(rq, &wrong, i, 0), cell_string(rq, &wrong, i, 1), NULL);
    if (arg_given(rq, "monthly.nth") != arg_given(rq, "monthly.of"))
        param_error(rq, "monthly.of", "hours_rule", NULL);
}

static struct hours_merge merge_of(struct request *rq, const char *said, const char *now)
{
    const struct rows rows = WORK_QUERY(rq, SQL_hours_form_merged, said, arg_value(rq, "base"), now);

    if (!rows.ok || rows.count == 0)
        return (struct hours_merge){ said, SPAN("{}"), SPAN("{}"), true };
    return (struct hours_merge){ cell_string(rq, &rows, 0, 0), rows_text(&rows, 0, 1), rows_text(&rows, 0, 2),
                                 rows_bool(&rows, 0, 3) };
}

/* Somebody else was faster: unless nothing is left to do, the form's own changes are shown beside theirs. */
static struct reply late(struct request *rq, const struct hours_merge *merge)
{
    return span_equal(merge->mine, SPAN("{}")) ? hours_form_saved(rq) : hours_form_conflict(rq, merge);
}

/* Puts what is said in place of the hours of that version (0: whatever it is), which `form` shows. */
static struct reply save(struct request *rq, struct hours_of of, int64_t version, const struct rows *form,
                         const char *said)
{
    const struct rows hours = WORK_QUERY(rq, SQL_hours_form_read, said, cell_string(rq, form, 0, 1), of.kind,
                                         of.id, cell_string(rq, form, 0, 2));

    if (!hours.ok || hours.count == 0 || hours_put(rq, of, version, cell_string(rq, &hours, 0, 0)))
        return hours_form_saved(rq);
    const struct rows now = WORK_QUERY(rq, SQL_hours_form, of.kind, of.id);
    const struct hours_merge merge =
        merge_of(rq, patch_of(rq, &hours_form_body), now.ok ? cell_string(rq, &now, 0, 0) : "{}");

    return late(rq, &merge);
}

struct reply hours_week_save(struct request *rq)
{
    const struct hours_of of = hours_named(rq);
    const char *const sent = patch_of(rq, &hours_form_body);
    /* The version first: who changes the hours after it is noticed when they are put. */
    const struct rows stored = WORK_QUERY(rq, SQL_hours_stored, of.kind, of.id),
                      form = WORK_QUERY(rq, SQL_hours_form, of.kind, of.id);

    if (!stored.ok || stored.count == 0 || !form.ok || form.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    const int64_t version = rows_int(&stored, 0, 1), shown = arg(rq, "hours_version")->integer;
    const char *const now = cell_string(rq, &form, 0, 0);
    const struct hours_merge merge = merge_of(rq, sent, now);
    /* Who sends no `base` sends the whole week. */
    const char *const said = arg_given(rq, "base") ? merge.said : sent;

    check(rq, sent, now);
    /* A closure, or an exception more, is another version, but nothing that the fields show. */
    if (rq->error_count == 0 && shown > 0 && shown != version && merge.others)
        return late(rq, &merge);
    if (rq->error_count == 0 && said != sent)
        check(rq, said, now);
    return form_wrong(rq) ? hours_form_show(rq, 422) : save(rq, of, shown > 0 ? version : 0, &form, said);
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

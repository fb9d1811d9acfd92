/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/hours/exceptions: one more, over a day or a range, or one
 * less. */
#include "branchlight/buffer.h"
#include "hours_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "at", IN_QUERY, T_TEXT, .max = 16, .unkept = true, .summary = "Local time to look at" },
};

static const struct param body[] = {
    { "first_day", IN_BODY, T_TEXT, .max = 10, .summary = "First day" },
    { "last_day", IN_BODY, T_TEXT, .max = 10, .summary = "Last day; the first, if not said" },
    { "periods", IN_BODY, T_TEXT, .max = 100, .summary = "When it is open then; closed, if not said" },
    { "reason", IN_BODY, T_TEXT, .max = 200, .summary = "Why" },
    { "remove", IN_BODY, T_INT, .min = 0, .max = 9999, .summary = "Place of the one that is to go" },
};
const struct param_set hours_exception_body = { body, sizeof body / sizeof *body };

/* What is wrong with it, at the form's own fields: all at once. */
static void check(struct request *rq, const char *made)
{
    const struct rows wrong =
        WORK_QUERY(rq, SQL_hours_wrong, arena_printf(rq->arena, "{\"rules\":[],\"exceptions\":[%s]}", made));

    if (!arg_given(rq, "first_day"))
        param_error(rq, "first_day", "required", NULL);
    for (unsigned i = 0; wrong.ok && i < wrong.count; i++) {
        static const char *const fields[] = { "first_day", "last_day", "periods" };
        const struct span place = rows_text(&wrong, i, 0);

        for (unsigned j = 0; j < sizeof fields / sizeof *fields; j++) {
            if (arg_given(rq, fields[j]) &&
                span_equal(place, span_of(arena_printf(rq->arena, "exceptions.0.%s", fields[j]))))
                param_error(rq, fields[j], cell_string(rq, &wrong, i, 1), NULL);
        }
    }
}

/* Nobody would ever see an exception of days that are over: most likely the year is wrong. */
static void past_check(struct request *rq, struct hours_of of)
{
    const char *const last = arg_given(rq, "last_day") ? "last_day" : "first_day";

    if (rq->error_count > 0)
        return;
    const struct rows past = WORK_QUERY(rq, SQL_hours_past, of.kind, of.id, arg_value(rq, last));

    if (past.ok && past.count > 0)
        param_error(rq, last, "hours_past", NULL);
}

/* The exception as hours_replace() takes it. */
static const char *exception_of(struct request *rq)
{
    struct buffer json = buffer_in(rq->arena, 256);
    const bool last = arg_given(rq, "last_day");

    buffer_char(&json, '{');
    json_put_name(&json, "first_day");
    json_put_string(&json, arg(rq, "first_day")->text);
    json_put_name(&json, "last_day");
    json_put_string(&json, arg(rq, last ? "last_day" : "first_day")->text);
    json_put_name(&json, "periods");
    buffer_char(&json, '[');
    if (arg_given(rq, "periods"))
        json_put_string(&json, arg(rq, "periods")->text);
    buffer_char(&json, ']');
    if (arg_given(rq, "reason")) {
        buffer_printf(&json, ",\"reason\":{\"%s\":", language_code(rq->language));
        json_put_string(&json, arg(rq, "reason")->text);
        buffer_char(&json, '}');
    }
    buffer_char(&json, '}');
    return arena_copy(rq->arena, buffer_bytes(&json).at, buffer_bytes(&json).length);
}

struct reply hours_exception_save(struct request *rq)
{
    const struct hours_of of = hours_named(rq);
    const char *const removed = arg_value(rq, "remove"), *const made = removed ? NULL : exception_of(rq);

    if (made) {
        check(rq, made);
        past_check(rq, of);
    }
    if (form_wrong(rq))
        return hours_form_show(rq, 422);
    const struct rows hours = WORK_QUERY(rq, SQL_hours_exception_add, of.kind, of.id, made, removed);

    /* Places count in the hours that the form showed: what isn't there, somebody else has removed. */
    if (hours.ok && (hours.count == 0 ||
                     !hours_put(rq, of, arg(rq, "hours_version")->integer, cell_string(rq, &hours, 0, 0))))
        return hours_form_show(rq, 412);
    return hours_form_saved(rq);
}

const struct operation directory_hours_exception = {
    .summary = "Add or remove an exception to a branch's hours",
    PARAMS(params),
    .shared = { &hours_form_body, &hours_exception_body },
    STAFF_PAGE,
    .run = hours_exception_save,
    .action = ACTION_DIRECTORY,
    .form = true,
};

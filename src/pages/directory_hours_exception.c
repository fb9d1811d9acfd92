/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/branches/{branch}/hours/exceptions: one more, over a day or a range, or one
 * less. */
#include "branchlight/buffer.h"
#include "branchlight/clock.h"
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

static bool is_day(struct request *rq, const char *name)
{
    int64_t seconds;

    return arg(rq, name)->text.length == 10 &&
           clock_parse(span_of(arena_printf(rq->arena, "%sT00:00:00Z", arg_value(rq, name))), &seconds);
}

/* The exception as hours_replace() takes it; NULL where something is wrong. */
static const char *exception_of(struct request *rq)
{
    struct buffer json = buffer_in(rq->arena, 256);
    const bool last = arg_given(rq, "last_day");

    if (!is_day(rq, "first_day") || (last && !is_day(rq, "last_day"))) {
        param_error(rq, is_day(rq, "first_day") ? "last_day" : "first_day", "precise_date", NULL);
        return NULL;
    }
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

    if (form_wrong(rq))
        return hours_form_show(rq, 422);
    const struct rows hours = WORK_QUERY(rq, SQL_hours_exception_add, of.kind, of.id, made, removed);

    return hours_form_save(rq, &hours); /* places count in the hours that the form showed */
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/audit/{number}/undo: changes back what one entry says was changed, while nobody has changed it
 * since. */
#include "queries.h"
#include "staff.h"

static const struct param params[] = {
    { "number", IN_PATH, T_INT, .min = 1, .max = INT64_MAX, .summary = "Number of the entry",
      .example = "1200" },
};

bool audit_entry_undo(struct request *rq)
{
    const struct rows rows = WORK_QUERY(rq, SQL_audit_undo, arg_value(rq, "number"));
    const struct span outcome = rows.ok && rows.count == 1 ? rows_text(&rows, 0, 0) : SPAN("missing");

    if (span_equal(outcome, SPAN("changed_since")))
        param_error(rq, "number", "changed_since", NULL);
    else if (!span_equal(outcome, SPAN("undone")))
        param_error(rq, "number", span_equal(outcome, SPAN("missing")) ? "unknown_code" : "not_undoable",
                    NULL);
    return rq->error_count == 0;
}

static struct reply run(struct request *rq)
{
    struct buffer json = buffer_in(rq->arena, 32);
    struct reply reply;

    if (!audit_entry_undo(rq))
        return problem(rq, strcmp(rq->errors[0].code, "unknown_code") == 0 ? PROBLEM_NOT_FOUND
                                                                           : PROBLEM_CONFLICT);
    buffer_printf(&json, "{\"undone\":%s}", arg_value(rq, "number"));
    reply = reply_json(rq, &json);
    reply.status = 201;
    return reply;
}

const struct operation audit_undo = {
    .summary = "Undo a change",
    .description = "Another change, in the other direction; it has its own entry. Not where somebody has "
                   "changed the fields since.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "Undone",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_AUDIT,
};

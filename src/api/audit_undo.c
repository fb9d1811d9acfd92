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

static const struct {
    const char *outcome, *code;
    enum problem problem;
} outcomes[] = {
    { "missing", "unknown_code", PROBLEM_NOT_FOUND },
    { "changed_since", "changed_since", PROBLEM_CONFLICT },
    { "over", "undo_over", PROBLEM_CONFLICT },
    { "published_stays", "published_stays", PROBLEM_CONFLICT },
    { "not_undoable", "not_undoable", PROBLEM_CONFLICT },
};

enum problem audit_entry_undo(struct request *rq)
{
    const struct rows rows = WORK_QUERY(rq, SQL_audit_undo, arg_value(rq, "number"));
    const struct span outcome = rows.ok && rows.count == 1 ? rows_text(&rows, 0, 0) : SPAN("missing");

    for (unsigned i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        if (!span_equal(outcome, span_of(outcomes[i].outcome)))
            continue;
        param_error(rq, "number", outcomes[i].code, NULL);
        return outcomes[i].problem;
    }
    if (!span_equal(outcome, SPAN("forbidden")))
        return PROBLEMS;
    /* The role may; the key that it is asked with was made for less. */
    param_error(rq, "number", may_somewhere(rq->actor, ACTION_DIRECTORY) ? "not_yours" : "needs_directory",
                NULL);
    return PROBLEM_FORBIDDEN;
}

static struct reply run(struct request *rq)
{
    struct buffer json = buffer_in(rq->arena, 32);
    struct reply reply;

    const enum problem why = audit_entry_undo(rq);

    if (why != PROBLEMS)
        return problem(rq, why);
    buffer_printf(&json, "{\"undone\":%s}", arg_value(rq, "number"));
    reply = reply_json(rq, &json);
    reply.status = 201;
    return reply;
}

const struct operation audit_undo = {
    .summary = "Undo a change",
    .description = "Another change, in the other direction; it has its own entry. Not where somebody has "
                   "changed the fields since. A change of opening hours goes back whole, with all entries of "
                   "its rules and exceptions. A key needs the action `directory` beside `audit`.",
    .tag = "Staff",
    PARAMS(params),
    .returns = "Undone",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_AUDIT,
};

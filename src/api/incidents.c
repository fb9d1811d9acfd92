/* SPDX-License-Identifier: Apache-2.0
 *
 * What the operations of incidents share. The database decides which state may follow which
 * (incident_transition); here its answer is asked for before, so that a refusal can tell what is there. */
#include "branchlight/auth.h"
#include "incident.h"
#include "queries.h"
#include "shared.h"

#include <ctype.h>

const char *const incident_parts[] = { "computer", "network", "website", "printer",
                                       "adviser",  "closed",  "other",   NULL };
const char *const incident_states[] = { "reported", "acknowledged", "in_progress", "fixed",
                                        "verified", "dismissed",    NULL };

static const struct param body[] = {
    { "state", IN_BODY, T_CHOICE, .choices = incident_states,
      .summary = "One of `next_states`. `verified` reports the status `working` too, unless another fault of "
                 "the point is known since",
      .example = "acknowledged" },
    { "assignee", IN_BODY, T_CODE,
      .summary = "Id of who deals with it, `me` or `none`; somebody whose point it is too", .example = "me" },
    { "expected_end", IN_BODY, T_INSTANT, .summary = "When it should be over",
      .example = "2026-09-15T11:20:00Z" },
    { "note", IN_BODY, T_TEXT, .max = 1000, .lines = true, .summary = "For colleagues; not published",
      .example = "A new power supply is ordered" },
    { "works", IN_BODY, T_BOOL,
      .summary = "With the state `fixed`: report the status `working` too, as somebody who has looked",
      .example = "true" },
};
const struct param_set incident_body = { body, sizeof body / sizeof *body };

static const char *cell(struct request *rq, const struct rows *rows, unsigned column)
{
    const struct span text = rows_text(rows, 0, column);

    return arena_copy(rq->arena, text.at ? text.at : "", text.length);
}

enum problem incident_authorize(struct request *rq, struct span id, const char **ret_point)
{
    const struct rows found = WORK_QUERY(rq, SQL_incident_find, arena_copy(rq->arena, id.at, id.length));

    if (!found.ok || found.count == 0)
        return PROBLEM_NOT_FOUND;
    if (authorize(rq, ACTION_TRIAGE, "point", rows_text(&found, 0, 1)) != PROBLEMS)
        return PROBLEM_NOT_FOUND;
    rq->object = cell(rq, &found, 0);
    *ret_point = cell(rq, &found, 2);
    return PROBLEMS;
}

void incident_end_check(struct request *rq)
{
    if (arg_given(rq, "expected_end") && arg(rq, "expected_end")->integer <= rq->now)
        param_error(rq, "expected_end", "over", NULL);
}

const char *incident_record(struct request *rq, const char *part, const char *expected_end, const char *note)
{
    const struct rows made = WORK_QUERY(rq, SQL_incident_create, rq->object, part, expected_end);

    if (!made.ok || made.count == 0)
        return NULL;
    const char *const id = cell(rq, &made, 0);

    if (note)
        WORK_QUERY(rq, SQL_incident_note, id, "reported", NULL, note);
    return id;
}

/* NULL: stays. False where nobody who deals with the point is meant. */
static bool assignee_read(struct request *rq, const char *point, const char **ret_assignee)
{
    const char *const wanted = arg_value(rq, "assignee");

    *ret_assignee = wanted;
    if (!wanted || strcmp(wanted, "none") == 0)
        return true;
    const struct rows found = WORK_QUERY(rq, SQL_incident_assignee, point, wanted);

    if (!found.ok || found.count == 0) {
        param_error(rq, "assignee", "unknown_code", NULL);
        return false;
    }
    *ret_assignee = cell(rq, &found, 0);
    return true;
}

/* Somebody has looked: that verifies the incident, and whatever else is open at the point. */
static void works_report(struct request *rq, const char *point)
{
    WORK_QUERY(rq, SQL_status_report_create, point, "working", NULL, NULL, NULL, NULL, NULL,
               arg_value(rq, "note") && strlen(arg_value(rq, "note")) <= 500 ? arg_value(rq, "note") : NULL,
               NULL, NULL);
}

bool fault_of(const char *part)
{
    return strcmp(part, "adviser") != 0 && strcmp(part, "closed") != 0;
}

static void down_set(const char *down[COMPONENTS], struct span part)
{
    for (unsigned i = 0; i < COMPONENTS; i++) {
        if (span_equal(part, span_of(point_component_name(i))))
            down[i] = "down";
    }
}

void fault_report(struct request *rq, const char *point, const char *part)
{
    const char *down[COMPONENTS] = { NULL }, *status = strcmp(part, "other") == 0 ? "out_of_order" : NULL;

    if (!fault_of(part))
        return;
    const struct rows holds = WORK_QUERY(rq, SQL_point_parts_down, point);

    down_set(down, span_of(part));
    for (unsigned i = 0; holds.ok && i < holds.count; i++) {
        down_set(down, rows_text(&holds, i, 0));
        if (span_equal(rows_text(&holds, i, 1), SPAN("out_of_order")))
            status = "out_of_order"; /* one part more makes it no better */
    }
    WORK_QUERY(rq, SQL_status_report_create, point, status, down[COMPONENT_COMPUTER], down[COMPONENT_NETWORK],
               down[COMPONENT_WEBSITE], down[COMPONENT_PRINTER], down[COMPONENT_ADVISER], NULL, NULL, NULL);
}

/* Whether verifying the incident says that its point works. */
static bool all_works(struct request *rq)
{
    const struct rows alone = WORK_QUERY(rq, SQL_incident_alone, rq->object);

    return alone.ok && alone.count == 1 && rows_bool(&alone, 0, 0);
}

static bool state_is(const char *state, const char *wanted)
{
    return state && strcmp(state, wanted) == 0;
}

enum change incident_change_record(struct request *rq, const char *point, int64_t version)
{
    const char *state = arg_value(rq, "state"), *assignee;
    const bool looked = arg_given(rq, "works") && arg(rq, "works")->boolean;
    const struct rows before = WORK_QUERY(rq, SQL_incident_lock, rq->object, state);

    if (!before.ok || before.count == 0)
        return CHANGE_MISSING;
    if (rows_int(&before, 0, 0) != version)
        return CHANGE_STALE;
    if (!rows_bool(&before, 0, 1)) {
        param_error(rq, "state", "transition", NULL);
        return CHANGE_CONFLICT;
    }
    if (looked && !state_is(state, "fixed"))
        param_error(rq, "works", "only_fixed", NULL);
    incident_end_check(rq);
    if (!assignee_read(rq, point, &assignee) || rq->error_count > 0)
        return CHANGE_INVALID;
    const bool works = looked || (state_is(state, "verified") && all_works(rq));

    if (works && !looked)
        state = NULL; /* the report verifies it, so that undoing the report opens it again */
    const struct rows changed =
        WORK_QUERY(rq, SQL_incident_change, rq->object, state, arg_value(rq, "expected_end"), assignee);

    if (state || !works || arg_given(rq, "note"))
        WORK_QUERY(rq, SQL_incident_note, rq->object, cell(rq, &before, 2), state, arg_value(rq, "note"));
    if (works)
        works_report(rq, point);
    return changed.ok ? CHANGE_DONE : CHANGE_FAILED;
}

/* A mark is nobody's secret: it may hold what no list of ours ended with. */
static bool is_id(struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!isxdigit((unsigned char)text.at[i]) && text.at[i] != '-')
            return false;
    }
    return text.length == ID_SIZE - 1;
}

bool incident_page(struct request *rq, const char **ret_limit, const char **ret_after)
{
    struct mark mark;

    *ret_after = NULL;
    *ret_limit = arena_printf(rq->arena, "%lld", (long long)arg(rq, "limit")->integer + 1);
    if (!arg_given(rq, "after"))
        return true;
    if (!mark_read(rq, &mark))
        return false;
    if (!is_id(mark.code)) {
        param_error(rq, "after", "after", NULL);
        return false;
    }
    *ret_after = arena_copy(rq->arena, mark.code.at, mark.code.length);
    return true;
}

struct reply incident_rows_reply(struct request *rq, const struct rows *rows)
{
    const unsigned limit = (unsigned)arg(rq, "limit")->integer;
    struct buffer json = buffer_in(rq->arena, 4096);
    struct mark mark = { 0 };

    buffer_text(&json, "{\"items\":[");
    for (unsigned i = 0; rows->ok && i < rows->count && i < limit; i++) {
        const struct span id = rows_text(rows, i, 1);

        if (i > 0)
            buffer_char(&json, ',');
        buffer_span(&json, rows_text(rows, i, 0));
        mark.code = (struct span){ arena_copy(rq->arena, id.at, id.length), id.length };
    }
    buffer_char(&json, ']');
    return list_reply(rq, &json, rows->ok && rows->count > limit ? &mark : NULL);
}

struct reply change_reply(struct request *rq, enum change change, unsigned status, const struct rows *now)
{
    switch (change) {
    case CHANGE_MISSING:
        return problem(rq, PROBLEM_NOT_FOUND);
    case CHANGE_STALE:
        return problem_current(rq, PROBLEM_PRECONDITION_FAILED, now, NULL);
    case CHANGE_CONFLICT:
        return problem_current(rq, PROBLEM_CONFLICT, now, NULL);
    case CHANGE_INVALID:
        return problem(rq, PROBLEM_INVALID_BODY);
    case CHANGE_DONE:
    case CHANGE_FAILED:
        break;
    }
    return reply_version(rq, status, now);
}

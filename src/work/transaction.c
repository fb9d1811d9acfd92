/* SPDX-License-Identifier: Apache-2.0
 *
 * A transaction of a request: its statements, its end, and what the database's refusals mean to the client.
 */
#include "internal.h"

#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/log.h"

#include <poll.h>
#include <stdlib.h>

enum { PAUSE_MS = 10 };

struct rows work_query(struct request *rq, const struct query *query, unsigned count,
                       const char *const *values)
{
    struct work *work = rq->work;
    if (work->failed)
        return (struct rows){ .ok = false };
    const struct rows rows = db_query(work->db, rq->arena, query, count, values);
    work->failed = !rows.ok;
    return rows;
}

static const char *choices_value(struct request *rq, const struct param *param, uint32_t choices)
{
    const char *list = "";
    for (unsigned i = 0; param->choices[i]; i++) {
        if (choices >> i & 1)
            list = arena_printf(rq->arena, "%s%s%s", list, *list ? "," : "", param->choices[i]);
    }
    return list;
}

const char *arg_value(struct request *rq, const char *name)
{
    const struct argument *argument = arg(rq, name);
    const struct param *param = operation_param(rq->route->operation, (unsigned)(argument - rq->arguments));
    char instant[21];
    if (!argument->given && !(param->type == T_INT && param->fallback != 0))
        return NULL;
    switch (param->type) {
    case T_INT:
        return arena_printf(rq->arena, "%lld", (long long)argument->integer);
    case T_MOMENT:
    case T_INSTANT:
        clock_format(argument->integer, instant);
        return arena_copy(rq->arena, instant, strlen(instant));
    case T_BOOL:
        return argument->boolean ? "true" : "false";
    case T_CHOICES:
        return choices_value(rq, param, argument->choices);
    default:
        return arena_copy(rq->arena, argument->text.at, argument->text.length);
    }
}

struct reply reply_rows(struct request *rq, unsigned status, const struct rows *rows)
{
    if (!rows->ok || rows->count == 0)
        return problem(rq, PROBLEM_NOT_FOUND); /* after a failure the transaction's end says something else */
    struct buffer json = buffer_in(rq->arena, 0);
    buffer_span(&json, rows_text(rows, 0, 0));
    struct reply reply = reply_json(rq, &json);
    reply.status = status;
    reply.keep = 0;
    return reply;
}

static const struct {
    const char *constraint;
    enum problem problem;
    const char *parameter, *code;
} meanings[] = {
#define CONSTRAINT(name, problem, parameter, code) { #name, PROBLEM_##problem, parameter, code },
#include "branchlight/constraints.def"
#undef CONSTRAINT
};

static bool in_class(const char *sqlstate, const char *class)
{
    return strncmp(sqlstate, class, strlen(class)) == 0;
}

static void log_failure(const struct request *rq, const struct db *db)
{
    log_event(LOG_ERROR, "statement_failed", LOG_FIELD_TEXT("route", rq->route->name),
              LOG_FIELD_TEXT("id", exchange_id(rq->exchange)), LOG_FIELD_TEXT("sqlstate", db_sqlstate(db)),
              LOG_FIELD_TEXT("constraint", db_constraint(db)), LOG_FIELD_TEXT("message", db_message(db)));
}

/* What a constraint means here: one may be broken by several parameters, and the operation has one of them.
 * The number of the meaning; -1: it can't be broken by a request. */
static int meaning_of(const struct operation *operation, const char *constraint)
{
    int found = -1;
    for (int i = 0; i < (int)(sizeof meanings / sizeof *meanings); i++) {
        if (strcmp(constraint, meanings[i].constraint) == 0 &&
            (found < 0 || operation_param_index(operation, span_of(meanings[i].parameter)) >= 0))
            found = i;
    }
    return found;
}

/* SQLSTATE and constraint, as the client is told of them. */
static enum problem failure(struct request *rq, const struct db *db)
{
    const char *const sqlstate = db_sqlstate(db);
    const int meaning = meaning_of(rq->route->operation, db_constraint(db));
    if (meaning >= 0) {
        rq->error_count = 0;
        param_error(rq, meanings[meaning].parameter, meanings[meaning].code, NULL);
        return meanings[meaning].problem;
    }
    log_failure(rq, db);
    if (strcmp(sqlstate, "08007") == 0)
        return PROBLEM_OUTCOME_UNKNOWN;
    if (strcmp(sqlstate, "42501") == 0) /* row level security held where authorize() hadn't */
        return PROBLEM_FORBIDDEN;
    if (in_class(sqlstate, "08") || in_class(sqlstate, "57P") || in_class(sqlstate, "25006"))
        return PROBLEM_NOT_READY;
    if (in_class(sqlstate, "40") || strcmp(sqlstate, "55P03") == 0 || strcmp(sqlstate, "57014") == 0)
        return PROBLEM_BUSY;
    return in_class(sqlstate, "23") ? PROBLEM_CONFLICT : PROBLEM_INTERNAL;
}

static bool worth_repeating(const char *sqlstate)
{
    return strcmp(sqlstate, "40001") == 0 || strcmp(sqlstate, "40P01") == 0;
}

/* Of a database that was restarted the first statement knows: nothing has been done yet, so it may be said
 * again, on a new connection. Where there is none to be had, that fails at once. */
static bool begin(struct db *db)
{
    bool begun = db_run(db, "begin");

    if (!begun)
        begun = db_run(db, "begin");
    return begun;
}

static struct reply attempt(struct work *work, struct request *rq,
                            struct reply (*perform)(struct request *rq))
{
    work->failed = false;
    rq->work = work;
    rq->actor = NULL;
    rq->object = NULL;
    rq->error_count = 0;
    rq->keep_failure = false;
    if (!begin(work->db)) {
        work->failed = true;
        return (struct reply){ 0 };
    }
    const struct reply reply = perform(rq);
    const bool good = !work->failed && (reply.status < 400 || rq->keep_failure);
    if (!good)
        db_run(work->db, "rollback");
    else
        work->failed = !db_run(work->db, "commit");
    return reply;
}

/* Whether a form is to be shown again, with what was wrong beside its field. Once: the showing changes
 * nothing.
 */
static bool form_again(struct request *rq)
{
    if (rq->refused || rq->error_count == 0 || !rq->route->operation->form)
        return false;
    rq->refused = true;
    rq->refusal = rq->errors[0];
    return true;
}

struct reply work_transaction(struct work *work, struct request *rq, const struct work_settings *settings)
{
    for (unsigned i = 1;; i++) {
        const struct reply reply = attempt(work, rq, settings->perform);
        if (!work->failed)
            return reply;
        if (!worth_repeating(db_sqlstate(work->db)) || i == WORK_ATTEMPTS) {
            const enum problem why = failure(rq, work->db);

            if (!form_again(rq))
                return settings->fail(rq, why);
            continue;
        }
        poll(NULL, 0, PAUSE_MS + (int)(clock_monotonic_ns() / 1000 % (PAUSE_MS * i)));
    }
}

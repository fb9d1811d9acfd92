/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/public-reports/{report}/decision: is it so? A problem that is confirmed joins the open
 * incident of the same part, or makes one, and is reported as the point's status: visitors were promised
 * that. */
#include "incident.h"
#include "queries.h"

static const char *const decisions[] = { "confirm", "dismiss", "merge", "done", NULL };
static const char *const states[] = { "confirmed", "dismissed", "merged", "done" }; /* of each decision */

static const struct param body[] = {
    { "decision", IN_BODY, T_CHOICE, .choices = decisions, .required = true,
      .summary = "It is so; it isn't; another report says the same; the correction was made",
      .example = "confirm" },
    { "incident", IN_BODY, T_CODE,
      .summary = "With confirm, of a problem: id of the incident that it joins; without it, the open one of "
                 "the same part, else a new one",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "into", IN_BODY, T_CODE, .summary = "With merge: id of the other report, about the same place",
      .example = "01a218ca-7a25-768a-b824-309e84e94fcf" },
};
const struct param_set decision_body = { body, sizeof body / sizeof *body };

enum problem public_report_authorize(struct request *rq, struct span id, struct rows *ret_found)
{
    const struct rows found = WORK_QUERY(rq, SQL_public_report_find, arena_copy(rq->arena, id.at, id.length));

    if (!found.ok || found.count == 0)
        return PROBLEM_NOT_FOUND;
    const struct span kind = rows_text(&found, 0, 1), own = rows_text(&found, 0, 0);

    if (authorize(rq, ACTION_TRIAGE, arena_copy(rq->arena, kind.at, kind.length), rows_text(&found, 0, 2)) !=
        PROBLEMS)
        return PROBLEM_NOT_FOUND;
    rq->object = arena_copy(rq->arena, own.at, own.length);
    *ret_found = found;
    return PROBLEMS;
}

static const char *cell(struct request *rq, const struct rows *rows, unsigned column)
{
    const struct span text = rows_text(rows, 0, column);

    return text.at ? arena_copy(rq->arena, text.at, text.length) : NULL;
}

static bool decided(struct request *rq, const char *decision)
{
    return span_equal(arg(rq, "decision")->text, span_of(decision));
}

/* The incident that a confirmed problem belongs to; NULL where the one that is named isn't one of its. */
static const char *incident_of(struct request *rq, const struct rows *found)
{
    const char *const report = rq->object;

    WORK_QUERY(rq, SQL_point_turn, cell(rq, found, 4)); /* of two at once, the second joins the first's */
    const struct rows open =
        WORK_QUERY(rq, SQL_incident_open, cell(rq, found, 4), cell(rq, found, 5), arg_value(rq, "incident"));

    if (open.ok && open.count == 1)
        return cell(rq, &open, 0);
    if (arg_given(rq, "incident")) {
        param_error(rq, "incident", "unknown_code", NULL);
        return NULL;
    }
    rq->object = cell(rq, found, 4);
    const char *const made = incident_record(rq, cell(rq, found, 5), NULL, NULL);

    rq->object = report;
    return made;
}

static const char *same_of(struct request *rq)
{
    const struct rows same = arg_given(rq, "into")
                                 ? WORK_QUERY(rq, SQL_public_report_same, arg_value(rq, "into"), rq->object)
                                 : (struct rows){ .ok = false };

    if (same.ok && same.count == 1)
        return cell(rq, &same, 0);
    param_error(rq, "into", arg_given(rq, "into") ? "unknown_code" : "required", NULL);
    return NULL;
}

enum change decision_record(struct request *rq, const struct rows *found, int64_t version,
                            const char **ret_incident)
{
    const bool problem = rows_text(found, 0, 4).at != NULL;
    const char *into = NULL;
    const struct rows before = WORK_QUERY(rq, SQL_public_report_lock, rq->object, arg_value(rq, "decision"));

    *ret_incident = NULL;
    if (!before.ok || before.count == 0)
        return CHANGE_MISSING;
    if (rows_int(&before, 0, 0) != version)
        return CHANGE_STALE;
    if (!rows_bool(&before, 0, 1)) {
        param_error(rq, "decision", "decided", NULL);
        return CHANGE_CONFLICT;
    }
    if (decided(rq, "done") && problem)
        param_error(rq, "decision", "only_correction", NULL);
    else if (decided(rq, "confirm") && problem)
        *ret_incident = incident_of(rq, found);
    else if (decided(rq, "merge"))
        into = same_of(rq);
    if (rq->error_count > 0)
        return CHANGE_INVALID;
    if (*ret_incident)
        fault_report(rq, cell(rq, found, 4), cell(rq, found, 5));
    const struct rows done = WORK_QUERY(rq, SQL_public_report_decide, rq->object,
                                        states[arg(rq, "decision")->integer], *ret_incident, into);

    return done.ok ? CHANGE_DONE : CHANGE_FAILED;
}

static const struct param params[] = {
    { "report", IN_PATH, T_CODE, .summary = "Id of the report",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};

static struct reply run(struct request *rq)
{
    struct rows found;
    const char *incident;
    const enum problem answer = public_report_authorize(rq, arg(rq, "report")->text, &found);

    if (answer != PROBLEMS)
        return problem(rq, answer);
    const enum change change = decision_record(rq, &found, rq->version, &incident);
    const struct rows now = WORK_QUERY(rq, SQL_public_report_get, rq->object);

    return change_reply(rq, change, 200, &now);
}

const struct operation public_report_decide = {
    .summary = "Decide about a report of a visitor",
    .description = "Once; but a confirmed correction waits until it is `done` or dismissed. A confirmed "
                   "problem makes an incident or joins one, and a status report of who "
                   "confirms (a key needs the action `status` too); a confirmed correction is for whoever "
                   "edits the directory.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &decision_body },
    .returns = "PublicReport",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
    .matches = true,
};

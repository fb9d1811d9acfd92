/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/incidents: a fault that somebody will deal with. */
#include "incident.h"
#include "queries.h"

static const struct param params[] = {
    { "point", IN_BODY, T_CODE, .required = true, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "part", IN_BODY, T_CHOICE, .choices = incident_parts, .required = true, .summary = "What doesn't work",
      .example = "computer" },
    { "expected_end", IN_BODY, T_INSTANT, .summary = "When it should be over",
      .example = "2026-09-15T11:20:00Z" },
    { "note", IN_BODY, T_TEXT, .max = 1000, .lines = true, .summary = "For colleagues; not published",
      .example = "Doesn't start" },
};

static struct reply run(struct request *rq)
{
    const enum problem answer = authorize(rq, ACTION_TRIAGE, "point", arg(rq, "point")->text);

    if (answer == PROBLEM_NOT_FOUND) {
        param_error(rq, "point", "unknown_code", NULL);
        return problem(rq, PROBLEM_INVALID_BODY);
    }
    if (answer != PROBLEMS)
        return problem(rq, answer);
    incident_end_check(rq);
    if (rq->error_count > 0)
        return problem(rq, PROBLEM_INVALID_BODY);
    const char *const id =
        incident_record(rq, arg_value(rq, "part"), arg_value(rq, "expected_end"), arg_value(rq, "note"));
    const struct rows made = WORK_QUERY(rq, SQL_incident_get, id);
    struct reply reply = reply_version(rq, 201, &made);

    if (id)
        reply_header(&reply, "Location", arena_printf(rq->arena, "/api/v1/incidents/%s", id));
    return reply;
}

const struct operation incident_create = {
    .summary = "Make an incident",
    .tag = "Reports and incidents",
    PARAMS(params),
    .returns = "Incident",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
    .fresh = true,
};

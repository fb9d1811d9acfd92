/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/points/{point}/planned-work: when a point won't be usable, announced before. */
#include "incident.h"
#include "queries.h"

static const struct param body[] = {
    { "starts_at", IN_BODY, T_INSTANT, .required = true, .summary = "From when",
      .example = "2026-09-15T06:00:00Z" },
    { "ends_at", IN_BODY, T_INSTANT, .required = true, .summary = "Until when",
      .example = "2026-09-15T09:00:00Z" },
    { "reason.lt", IN_BODY, T_TEXT, .max = 300,
      .summary = "What will be done, for visitors, in Lithuanian; one of the languages is needed",
      .example = "Keičiame kompiuterį" },
    { "reason.en", IN_BODY, T_TEXT, .max = 300, .summary = "The same in English",
      .example = "A new computer" },
};
const struct param_set planned_work_body = { body, sizeof body / sizeof *body };

struct rows planned_work_record(struct request *rq)
{
    if (!arg_given(rq, "reason.lt") && !arg_given(rq, "reason.en"))
        param_error(rq, "reason.lt", "required", NULL);
    if (rq->error_count > 0)
        return (struct rows){ .ok = false };
    return WORK_QUERY(rq, SQL_planned_work_create, rq->object, arg_value(rq, "starts_at"),
                      arg_value(rq, "ends_at"), arg_value(rq, "reason.lt"), arg_value(rq, "reason.en"));
}

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static struct reply run(struct request *rq)
{
    const struct rows made = planned_work_record(rq);

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : reply_rows(rq, 201, &made);
}

const struct operation planned_work_create = {
    .summary = "Plan work on a point",
    .description = "It is announced to visitors. `events` are those that it hits: their pages show it too.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &planned_work_body },
    .returns = "PlannedWorkMade",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
    .fresh = true,
};

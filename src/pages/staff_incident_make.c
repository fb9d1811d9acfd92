/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/incidents: somebody takes up a fault that has no incident yet; where two do so at the
 * same moment, the second joins the first. */
#include "branchlight/pages.h"
#include "incident_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_BODY, T_CODE, .required = true, .summary = "Code of the point" },
    { "part", IN_BODY, T_CHOICE, .choices = incident_parts, .required = true,
      .summary = "What doesn't work" },
};

/* A new one, which who takes it up deals with from the start. */
static const char *taken_up(struct request *rq)
{
    const char *const id = incident_record(rq, arg_value(rq, "part"), NULL, NULL);

    if (!id)
        return NULL;
    WORK_QUERY(rq, SQL_incident_change, id, "acknowledged", NULL, rq->actor->user);
    WORK_QUERY(rq, SQL_incident_note, id, "reported", "acknowledged", NULL);
    return id;
}

static struct reply run(struct request *rq)
{
    if (rq->error_count > 0 || authorize(rq, ACTION_TRIAGE, "point", arg(rq, "point")->text) != PROBLEMS)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    WORK_QUERY(rq, SQL_point_turn, rq->object); /* of two at once, the second finds the first one's */
    const struct rows open = WORK_QUERY(rq, SQL_incident_open, rq->object, arg_value(rq, "part"), NULL);
    const char *const id = open.ok && open.count == 1 ? cell_string(rq, &open, 0, 0) : taken_up(rq);

    return see_other(rq, arena_printf(rq->arena, "staff/incidents/%s", id ? id : ""));
}

const struct operation staff_incident_make = {
    .summary = "Take up a fault",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};

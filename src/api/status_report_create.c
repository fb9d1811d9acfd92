/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/points/{point}/status-reports: somebody has looked. Reports are never changed: what was wrong
 * is undone, within ten minutes, by a further report that names it, and neither of the two counts then. */
#include "queries.h"
#include "staff.h"

static const char *const statuses[] = { "working", "limited", "out_of_order", "unknown", NULL };
static const char *const parts[] = { "up", "down", NULL };

static const struct param body[] = {
    { "status", IN_BODY, T_CHOICE, .choices = statuses,
      .summary = "May be left out where a component that is down says it. `unknown` takes back what was said",
      .example = "limited" },
    { "components.computer", IN_BODY, T_CHOICE, .choices = parts, .summary = "The computer",
      .example = "up" },
    { "components.network", IN_BODY, T_CHOICE, .choices = parts, .summary = "The connection",
      .example = "up" },
    { "components.website", IN_BODY, T_CHOICE, .choices = parts, .summary = "The utility's site",
      .example = "up" },
    { "components.printer", IN_BODY, T_CHOICE, .choices = parts, .summary = "The printer",
      .example = "down" },
    { "components.adviser", IN_BODY, T_CHOICE, .choices = parts, .summary = "Whoever helps there",
      .example = "up" },
    { "note", IN_BODY, T_TEXT, .max = 500, .lines = true,
      .summary = "For colleagues and the utility; not published", .example = "Paper jam" },
    { "expected_end", IN_BODY, T_INSTANT,
      .summary = "When a fault should be over; the report is valid until then",
      .example = "2026-09-15T11:20:00Z" },
    { "observed_at", IN_BODY, T_INSTANT, .summary = "When it was seen; now, if not said",
      .example = "2026-09-15T09:20:00Z" },
    { "undoes", IN_BODY, T_CODE,
      .summary =
          "Id of one's own report of the last ten minutes, to take it back; nothing else is given then",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};
const struct param_set status_report_body = { body, sizeof body / sizeof *body };

struct rows status_report_record(struct request *rq)
{
    if (arg_given(rq, "undoes"))
        return WORK_QUERY(rq, SQL_status_report_undo, rq->object, arg_value(rq, "undoes"));
    return WORK_QUERY(rq, SQL_status_report_create, rq->object, arg_value(rq, "status"),
                      arg_value(rq, "components.computer"), arg_value(rq, "components.network"),
                      arg_value(rq, "components.website"), arg_value(rq, "components.printer"),
                      arg_value(rq, "components.adviser"), arg_value(rq, "note"),
                      arg_value(rq, "expected_end"), arg_value(rq, "observed_at"));
}

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "lt-pasvalys-eso" },
};

/* Whether parts say the status: an adviser who is away makes no machine worse. */
static bool down_says(const struct request *rq)
{
    static const char *const telling[] = { "components.computer", "components.network", "components.website",
                                           "components.printer" };

    for (unsigned i = 0; i < sizeof telling / sizeof *telling; i++) {
        if (arg_given(rq, telling[i]) && span_equal(arg(rq, telling[i])->text, SPAN("down")))
            return true;
    }
    return false;
}

/* That a point works is never what a program says by saying nothing. */
static struct reply run(struct request *rq)
{
    const bool undoes = arg_given(rq, "undoes");

    if (!undoes && !arg_given(rq, "status") && !down_says(rq)) {
        param_error(rq, "status", "required", NULL);
        return problem(rq, PROBLEM_INVALID_BODY);
    }
    const struct rows made = status_report_record(rq);

    if (made.ok && made.count == 0 && !undoes) {
        param_error(rq, "point", "removed", NULL);
        return problem(rq, PROBLEM_CONFLICT);
    }
    return reply_rows(rq, 201, &made);
}

const struct operation status_report_create = {
    .summary = "Report a point's status",
    .description =
        "By somebody who has looked; of a point that was removed, nobody can (409). A computer, network or "
        "website that is down makes the point "
        "`out_of_order`, a "
        "printer `limited`. The report is valid for the point's usual days, a fault until its expected end.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &status_report_body },
    .returns = "StatusReportMade",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_STATUS,
    .fresh = true,
};

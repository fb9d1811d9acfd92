/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/audit: who changed what, when, from what to what; the newest first, of what is one's own. */
#include "queries.h"
#include "staff.h"

static const struct param filters[] = {
    { "kind", IN_QUERY, T_TEXT, .max = 40, .summary = "Only of this table", .example = "branch" },
    { "branch", IN_QUERY, T_CODE, .summary = "Only what belongs to this branch, or to its points",
      .example = "lt-pasvalys" },
    { "user", IN_QUERY, T_CODE, .summary = "Only by the person with this id",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "from", IN_QUERY, T_INSTANT, .summary = "Not before", .example = "2026-09-15" },
    { "until", IN_QUERY, T_INSTANT, .summary = "Before", .example = "2026-09-16" },
    { "before", IN_QUERY, T_INT, .min = 1, .max = INT64_MAX,
      .summary = "Only entries with a lower number: the next page", .example = "1200" },
    { "limit", IN_QUERY, T_INT, .min = 1, .max = 100, .fallback = 50, .summary = "Entries at most",
      .example = "20" },
};
const struct param_set audit_filters = { filters, sizeof filters / sizeof *filters };

static struct reply run(struct request *rq)
{
    const struct rows rows = WORK_QUERY(rq, SQL_audit_list, arg_value(rq, "kind"), arg_value(rq, "branch"),
                                        arg_value(rq, "user"), arg_value(rq, "from"), arg_value(rq, "until"),
                                        arg_value(rq, "before"), arg_value(rq, "limit"));

    return reply_rows(rq, 200, &rows);
}

const struct operation audit_list = {
    .summary = "Who changed what",
    .description =
        "The newest first. Of personal fields it is told that they changed, not from what to what.",
    .tag = "Staff",
    .shared = { &audit_filters },
    .returns = "AuditList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_AUDIT,
};

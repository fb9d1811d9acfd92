/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/points/{point}/problem-reports: a visitor says that something doesn't work. It changes no
 * status: staff look, and several such reports say "possible problem" until they have. */
#include "public_report.h"

static const char *const problems[] = { "computer", "network", "website", "printer",
                                        "adviser",  "closed",  "other",   NULL };

static const struct param body[] = {
    { "problem", IN_BODY, T_CHOICE, .choices = problems, .required = true, .summary = "What doesn't work",
      .example = "printer" },
    { "text", IN_BODY, T_TEXT, .max = 500, .lines = true,
      .summary = "More about it, for staff. No personal data; forgotten after 90 days",
      .example = "Prints blank pages" },
};
const struct param_set problem_report_body = { body, sizeof body / sizeof *body };

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static struct reply run(struct request *rq)
{
    return report_reply(rq, REPORT_PROBLEM, arg(rq, "point")->text);
}

const struct operation problem_report_create = {
    .summary = "Report a problem of a point",
    .description =
        "For anybody, without an account. A report never changes the status; three of a point, at least 10 "
        "minutes apart, since staff last looked, set `possible_problem_since`. Limits are told by RateLimit "
        "and RateLimit-Policy; beyond them, Retry-After.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &problem_report_body },
    .returns = "ProblemReportMade",
    .run = run,
    .fresh = true,
};

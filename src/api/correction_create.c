/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches/{branch}/corrections: somebody who knows better says what is wrong about a branch. */
#include "public_report.h"

static const char *const corrections[] = { "address",  "phone",         "hours", "name",
                                           "location", "accessibility", "other", NULL };

static const struct param body[] = {
    { "correction", IN_BODY, T_CHOICE, .choices = corrections, .required = true, .summary = "What is wrong",
      .example = "phone" },
    { "text", IN_BODY, T_TEXT, .max = 500, .lines = true,
      .summary = "How it really is, for staff. No personal data; forgotten after 90 days",
      .example = "The number ends in 12" },
};
const struct param_set correction_body = { body, sizeof body / sizeof *body };

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    return report_reply(rq, REPORT_CORRECTION, arg(rq, "branch")->text);
}

const struct operation correction_create = {
    .summary = "Say what is wrong about a branch",
    .description = "For anybody, without an account. It changes nothing until somebody of staff has looked. "
                   "Limits are told by RateLimit and RateLimit-Policy; beyond them, Retry-After.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &correction_body },
    .returns = "CorrectionMade",
    .run = run,
    .fresh = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * DELETE /api/v1/branches/{branch}/today/{cause}: today is as usual again. */
#include "staff.h"

static const char *const causes[] = { "closed_today", "open_until", "no_adviser", NULL };

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "cause", IN_PATH, T_CHOICE, .choices = causes, .summary = "What no longer holds",
      .example = "closed_today" },
};

static struct reply run(struct request *rq)
{
    const struct rows gone = day_withdraw(rq, arg_value(rq, "cause"));

    return reply_rows(rq, 200, &gone);
}

const struct operation branch_day_delete = {
    .summary = "Take back what was said of today",
    .tag = "Staff",
    PARAMS(params),
    .returns = "DayTakenBack",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_HOURS_TODAY,
};

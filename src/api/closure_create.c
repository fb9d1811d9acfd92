/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches/{branch}/closures: a building is closed for some days. It is an exception to its
 * hours, so whoever asks whether it is open needs to know nothing else. */
#include "incident.h"
#include "queries.h"

enum { DAY_LENGTH = 10, DAY_SECONDS = 24 * 3600, DAYS_MAX = 366 };

static const struct param body[] = {
    { "first_day", IN_BODY, T_INSTANT, .required = true,
      .summary = "First day, YYYY-MM-DD in the branch's time zone", .example = "2026-12-24" },
    { "last_day", IN_BODY, T_INSTANT, .required = true, .summary = "Last day, a year ahead at most",
      .example = "2026-12-31" },
    { "reason.lt", IN_BODY, T_TEXT, .max = 300,
      .summary = "Why, for visitors, in Lithuanian; one of the languages is needed",
      .example = "Inventorizacija" },
    { "reason.en", IN_BODY, T_TEXT, .max = 300, .summary = "The same in English", .example = "Stock-taking" },
};
const struct param_set closure_body = { body, sizeof body / sizeof *body };

static void check(struct request *rq)
{
    static const char *const days[] = { "first_day", "last_day" };
    const int64_t first = arg(rq, "first_day")->integer, last = arg(rq, "last_day")->integer;

    for (unsigned i = 0; i < 2; i++) {
        if (arg_given(rq, days[i]) && arg(rq, days[i])->text.length != DAY_LENGTH)
            param_error(rq, days[i], "day", NULL);
    }
    if (!arg_given(rq, "reason.lt") && !arg_given(rq, "reason.en"))
        param_error(rq, "reason.lt", "required", NULL);
    if (rq->error_count > 0)
        return;
    if (last < first)
        param_error(rq, "last_day", "after_start", NULL);
    else if (last + 2 * (int64_t)DAY_SECONDS < rq->now)
        param_error(rq, "last_day", "over", NULL);
    else if (last - first > (int64_t)DAYS_MAX * DAY_SECONDS ||
             last - rq->now > (int64_t)DAYS_MAX * DAY_SECONDS)
        param_error(rq, "last_day", "planned_for_long", NULL);
}

struct rows closure_record(struct request *rq)
{
    check(rq);
    if (rq->error_count > 0)
        return (struct rows){ .ok = false };
    const struct span first = arg(rq, "first_day")->text, last = arg(rq, "last_day")->text;

    WORK_QUERY(rq, SQL_day_schedule, rq->object, "closed_today"); /* a statement of its own: row security */
    return WORK_QUERY(rq, SQL_closure_create, rq->object, arena_copy(rq->arena, first.at, first.length),
                      arena_copy(rq->arena, last.at, last.length), arg_value(rq, "reason.lt"),
                      arg_value(rq, "reason.en"));
}

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    const struct rows made = closure_record(rq);

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : reply_rows(rq, 201, &made);
}

const struct operation closure_create = {
    .summary = "Close a building for some days",
    .description =
        "It is announced to visitors, and the hours of those days follow. `events` are those that it hits: "
        "their pages show it too.",
    .tag = "Reports and incidents",
    PARAMS(params),
    .shared = { &closure_body },
    .returns = "ClosureMade",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .fresh = true,
};

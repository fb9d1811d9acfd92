/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches/{branch}/today: what one tap says of today's hours. Saying it again says the same:
 * made anew, it would be news. Of closing for the day and closing early the later holds, and with it taken
 * back the other again. */
#include "queries.h"
#include "staff.h"

static const char *const causes[] = { "closed_today", "open_until", "no_adviser", NULL };

static const struct param body[] = {
    { "cause", IN_BODY, T_CHOICE, .choices = causes, .required = true, .summary = "What holds today",
      .example = "closed_today" },
    { "until", IN_BODY, T_TEXT, .max = 5, .summary = "For open_until: hh:mm of the branch's clock",
      .example = "15:30" },
    { "observed_at", IN_BODY, T_INSTANT,
      .summary = "When it was said, by the clock of a phone that had no connection: on another day it says "
                 "nothing, nor after somebody else has spoken of this one" },
};
const struct param_set day_body = { body, sizeof body / sizeof *body };

/* "9:30", "24:00". */
static bool is_time(struct span text)
{
    const char *const colon = text.length ? memchr(text.at, ':', text.length) : NULL;
    unsigned numbers[2] = { 0 };

    if (!colon || colon == text.at || text.at + text.length - colon != 3 || colon - text.at > 2)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned *const number = &numbers[text.at + i > colon];

        if (text.at + i == colon)
            continue;
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *number = *number * 10 + (unsigned)(text.at[i] - '0');
    }
    return numbers[1] < 60 && numbers[0] * 60 + numbers[1] > 0 && numbers[0] * 60 + numbers[1] <= 24 * 60;
}

/* A tap that waited for a connection says nothing of another day than its own, and overrules nobody. */
static void waited_check(struct request *rq, const char *cause)
{
    if (!arg_given(rq, "observed_at"))
        return;
    const struct rows holds =
        WORK_QUERY(rq, SQL_day_still_holds, rq->object, cause, arg_value(rq, "observed_at"));

    if (!holds.ok || holds.count == 0)
        return;
    if (!rows_bool(&holds, 0, 0))
        param_error(rq, "observed_at", "another_day", NULL);
    else if (rows_bool(&holds, 0, 1))
        param_error(rq, "observed_at", "said_since", NULL);
}

struct rows day_record(struct request *rq)
{
    const char *const cause = arg_value(rq, "cause");
    const bool until = cause && strcmp(cause, "open_until") == 0;

    if (cause && until != arg_given(rq, "until"))
        param_error(rq, "until", until ? "required" : "only_open_until", NULL);
    else if (until && !is_time(arg(rq, "until")->text))
        param_error(rq, "until", "time", NULL);
    if (cause && rq->error_count == 0)
        waited_check(rq, cause);
    if (!cause || rq->error_count > 0)
        return (struct rows){ .ok = false };
    WORK_QUERY(rq, SQL_day_schedule, rq->object, cause);
    const struct rows made = WORK_QUERY(rq, SQL_day_say, rq->object, cause, arg_value(rq, "until"));

    if (until && made.ok && made.count == 0)
        param_error(rq, "until", "over_today", NULL);
    return made;
}

struct rows day_withdraw(struct request *rq, const char *cause)
{
    return WORK_QUERY(rq, SQL_day_take_back, rq->object, cause);
}

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    const struct rows made = day_record(rq);

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : reply_rows(rq, 201, &made);
}

const struct operation branch_day_create = {
    .summary = "Say what holds today",
    .description = "An exception to the hours for this one day, in the branch's time zone: closed, open "
                   "until a time, or no adviser.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &day_body },
    .returns = "DayMade",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_HOURS_TODAY,
    .fresh = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/reminders: asks those who can to confirm points. Whoever presses twice, or chooses the same
 * points as a colleague, writes to nobody twice a day: the database remembers. */
#include "branchlight/auth.h"
#include "queries.h"
#include "reminder.h"

#include <string.h>

const char *const reminder_counts[REMINDER_COUNTS] = { "reminded", "already", "nobody", "confirmed",
                                                       "people" };

static const struct param body[] = {
    { "points", IN_BODY, T_CODES, .required = true, .summary = "Codes of points, at most 1000",
      .example = "pasvalys-eso,anyksciai-eso" },
};
const struct param_set reminder_body = { body, 1 };

/* One that is somebody else's and one that isn't there are told alike. */
static void points_check(struct request *rq, const char *points)
{
    unsigned count = 0;

    for (const char *at = points; at; count++) {
        const char *const comma = strchr(at, ',');
        const struct span code = { at, comma ? (size_t)(comma - at) : strlen(at) };

        if (count == REMINDER_POINTS_MAX) {
            param_error(rq, "points", "too_many_points", "max", arena_printf(rq->arena, "%d", count), NULL);
            return;
        }
        if (authorize(rq, ACTION_TRIAGE, "point", code) != PROBLEMS)
            param_error(rq, "points", "not_own_point", "code", arena_copy(rq->arena, code.at, code.length),
                        NULL);
        at = comma ? comma + 1 : NULL;
    }
}

struct rows reminder_record(struct request *rq, const char *points)
{
    points_check(rq, points);
    if (rq->error_count > 0)
        return (struct rows){ 0 };
    return WORK_QUERY(rq, SQL_reminder_create, points);
}

static struct reply run(struct request *rq)
{
    const struct rows made = reminder_record(rq, arg_value(rq, "points"));
    struct buffer json = buffer_in(rq->arena, 128);

    if (rq->error_count > 0)
        return problem(rq, PROBLEM_INVALID_BODY);
    buffer_char(&json, '{');
    for (unsigned i = 0; made.ok && i < REMINDER_COUNTS; i++) {
        json_put_name(&json, reminder_counts[i]);
        buffer_int(&json, rows_int(&made, 0, i));
    }
    buffer_char(&json, '}');
    struct reply reply = reply_json(rq, &json);

    reply.status = 201;
    return reply;
}

const struct operation reminder_create = {
    .summary = "Remind of points that aren't confirmed",
    .description = "Writes to the librarians of their branches, where there are none to the managers of "
                   "their libraries: one "
                   "message to each person, and of a point at most once a day. If one of the points isn't "
                   "one's own, nobody "
                   "is reminded.",
    .tag = "Reports and incidents",
    .shared = { &reminder_body },
    .returns = "RemindersMade",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
    .fresh = true,
};

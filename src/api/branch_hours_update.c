/* SPDX-License-Identifier: Apache-2.0
 *
 * PUT /api/v1/branches/{branch}/hours: all rules and dated exceptions of the building at once. What one tap
 * says of today isn't among them, and stays. */
#include "branchlight/buffer.h"
#include "editing.h"
#include "queries.h"

static const struct param params[] = {
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static const struct param body[] = {
    { "rules", IN_BODY, T_OBJECTS, .max = 100, .required = true,
      .summary = "What comes back: `kind` weekly, monthly, holiday or eve, `weekdays`, `periods` …, as they "
                 "are read",
      .example =
          "[{\"kind\":\"weekly\",\"weekdays\":[1,2,3,4,5],\"periods\":[\"10:00–13:00\",\"13:30–18:00\"]}]" },
    { "exceptions", IN_BODY, T_OBJECTS, .max = 400, .required = true,
      .summary = "What holds on dates, whatever the rules say: `first_day`, `last_day`, `periods`, `reason`",
      .example = "[{\"first_day\":\"2026-12-24\",\"last_day\":\"2026-12-26\",\"periods\":[]}]" },
};
static const struct param_set hours_body = { body, sizeof body / sizeof *body };

bool hours_put(struct request *rq, const char *branch, int64_t version, const char *said)
{
    WORK_QUERY(rq, SQL_hours_schedule, branch);
    const struct rows lock = WORK_QUERY(rq, SQL_hours_lock, branch);

    if (!lock.ok || lock.count == 0 || (version > 0 && rows_int(&lock, 0, 0) != version))
        return false;
    WORK_QUERY(rq, SQL_hours_replace, arena_copy(rq->arena, rows_text(&lock, 0, 1).at, ID_SIZE - 1), said);
    return true;
}

struct reply hours_reply(struct request *rq, const char *branch)
{
    const struct rows rows = WORK_QUERY(rq, SQL_hours_stored, branch);
    struct reply reply = reply_rows(rq, 200, &rows);

    if (reply.status == 200) {
        reply.etag = 0;
        reply_header(&reply, "ETag", arena_printf(rq->arena, "\"v%lld\"", (long long)rows_int(&rows, 0, 1)));
    }
    return reply;
}

/* 412, with the hours as they are. */
static struct reply outdated(struct request *rq)
{
    const struct rows rows = WORK_QUERY(rq, SQL_hours_stored, rq->object);
    struct buffer members = buffer_in(rq->arena, 1024);

    if (!rows.ok || rows.count == 0)
        return problem(rq, PROBLEM_NOT_FOUND);
    buffer_text(&members, ",\"current\":");
    buffer_span(&members, rows_text(&rows, 0, 0));
    return problem_more(rq, PROBLEM_PRECONDITION_FAILED, &members);
}

static struct reply run(struct request *rq)
{
    return hours_put(rq, rq->object, rq->version, patch_of(rq, &hours_body)) ? hours_reply(rq, rq->object)
                                                                             : outdated(rq);
}

const struct operation branch_hours_update = {
    .summary = "Set a branch's opening hours",
    .description = "All of them at once, in the form that they are read in. A period is `10:00–13:00`; past "
                   "midnight it is "
                   "`22:00–26:00`; an empty list is closed. docs/hours.md explains the rules.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &hours_body },
    .returns = "StaffHours",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening hours as editors read and replace them: of a building, and of a point what it has apart from it. */
#include "branchlight/buffer.h"
#include "editing.h"
#include "queries.h"

const char *const point_hours_kinds[] = { "access", "adviser", NULL };

static const struct param body[] = {
    { "rules", IN_BODY, T_OBJECTS, .max = 100, .required = true,
      .summary = "What comes back: `kind` weekly, monthly, holiday or eve, `weekdays`, `periods` …, as they "
                 "are read",
      .example =
          "[{\"kind\":\"weekly\",\"weekdays\":[1,2,3,4,5],\"periods\":[\"10:00–13:00\",\"13:30–18:00\"]}]" },
    { "exceptions", IN_BODY, T_OBJECTS, .max = 400, .required = true,
      .summary =
          "What holds on dates, whatever the rules say: `first_day`, `last_day`, `periods`, `reason`; of "
          "two for as many days the one that stands later holds",
      .example = "[{\"first_day\":\"2026-12-24\",\"last_day\":\"2026-12-26\",\"periods\":[]}]" },
};
const struct param_set hours_body = { body, sizeof body / sizeof *body };

struct hours_of hours_named(const struct request *rq)
{
    const int kind = operation_param_index(rq->route->operation, SPAN("kind"));

    return (struct hours_of){ kind < 0 ? "building" : point_hours_kinds[rq->arguments[kind].integer],
                              rq->object };
}

/* Sees to it that there are some; true where there were none. Who read that read version 1. */
static bool begun(struct request *rq, struct hours_of of, int64_t version)
{
    if (version > 1)
        return false;
    const struct rows made = WORK_QUERY(rq, SQL_hours_schedule, of.kind, of.id);

    return made.ok && made.count == 1;
}

void hours_hold(struct request *rq, struct hours_of of)
{
    begun(rq, of, 0);
    WORK_QUERY(rq, SQL_hours_lock, of.kind, of.id);
}

bool hours_put(struct request *rq, struct hours_of of, int64_t version, const char *said)
{
    const bool first = begun(rq, of, version);
    const struct rows lock = WORK_QUERY(rq, SQL_hours_lock, of.kind, of.id);

    if (!lock.ok || lock.count == 0 || (!first && version > 0 && rows_int(&lock, 0, 0) != version))
        return false;
    WORK_QUERY(rq, SQL_hours_replace, arena_copy(rq->arena, rows_text(&lock, 0, 1).at, ID_SIZE - 1), said);
    return true;
}

struct reply hours_update(struct request *rq)
{
    const struct hours_of of = hours_named(rq);
    const char *const said = patch_of(rq, &hours_body);
    const struct rows wrong = WORK_QUERY(rq, SQL_hours_wrong, said);

    for (unsigned i = 0; wrong.ok && i < wrong.count; i++) {
        const struct span place = rows_text(&wrong, i, 0), code = rows_text(&wrong, i, 1);

        param_error(rq, arena_copy(rq->arena, place.at, place.length),
                    arena_copy(rq->arena, code.at, code.length), NULL);
    }
    if (rq->error_count > 0)
        return problem(rq, PROBLEM_INVALID_BODY);
    return hours_put(rq, of, rq->version, said) ? hours_reply(rq, of) : hours_outdated(rq, of);
}

bool hours_drop(struct request *rq, struct hours_of of, int64_t version)
{
    const struct rows lock = WORK_QUERY(rq, SQL_hours_lock, of.kind, of.id);

    if (!lock.ok || lock.count == 0)
        return lock.ok && version == 1;
    if (rows_int(&lock, 0, 0) != version)
        return false;
    const char *const id = arena_copy(rq->arena, rows_text(&lock, 0, 1).at, ID_SIZE - 1);

    WORK_QUERY(rq, SQL_hours_empty, id);
    WORK_QUERY(rq, SQL_hours_remove, id);
    return true;
}

struct reply hours_reply(struct request *rq, struct hours_of of)
{
    const struct rows rows = WORK_QUERY(rq, SQL_hours_stored, of.kind, of.id);
    struct reply reply = reply_rows(rq, 200, &rows);

    if (reply.status == 200) {
        reply.etag = 0;
        reply_header(&reply, "ETag", arena_printf(rq->arena, "\"v%lld\"", (long long)rows_int(&rows, 0, 1)));
    }
    return reply;
}

struct reply hours_outdated(struct request *rq, struct hours_of of)
{
    const struct rows rows = WORK_QUERY(rq, SQL_hours_stored, of.kind, of.id);
    struct buffer members = buffer_in(rq->arena, 1024);

    if (!rows.ok || rows.count == 0)
        return problem(rq, PROBLEM_NOT_FOUND);
    buffer_text(&members, ",\"current\":");
    buffer_span(&members, rows_text(&rows, 0, 0));
    return problem_more(rq, PROBLEM_PRECONDITION_FAILED, &members);
}

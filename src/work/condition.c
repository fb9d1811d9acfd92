/* SPDX-License-Identifier: Apache-2.0
 *
 * Two people change one thing: who saw an older version is told what is there now, and overwrites nothing. */
#include "internal.h"

static void version_set(struct request *rq, struct reply *reply, const struct rows *rows)
{
    reply_header(reply, "ETag", arena_printf(rq->arena, "\"v%lld\"", (long long)rows_int(rows, 0, 1)));
}

struct reply reply_version(struct request *rq, unsigned status, const struct rows *rows)
{
    struct reply reply = reply_rows(rq, status, rows);

    if (reply.status >= 400)
        return reply;
    reply.etag = 0; /* its own, of what is stored */
    version_set(rq, &reply, rows);
    return reply;
}

struct reply problem_more(struct request *rq, enum problem which, const struct buffer *members)
{
    struct reply reply = problem(rq, which);
    struct buffer body = buffer_in(rq->arena, reply.body.length + members->length);

    buffer_add(&body, reply.body.at, reply.body.length - 1); /* but for its closing brace */
    buffer_span(&body, buffer_bytes(members));
    buffer_char(&body, '}');
    reply.body = buffer_bytes(&body);
    return reply;
}

struct reply problem_current(struct request *rq, enum problem which, const struct rows *rows,
                             const struct buffer *more)
{
    struct buffer members = buffer_in(rq->arena, 1024);

    if (!rows->ok || rows->count == 0)
        return problem(rq, which);
    buffer_text(&members, ",\"current\":");
    buffer_span(&members, rows_text(rows, 0, 0));
    if (more)
        buffer_span(&members, buffer_bytes(more));
    struct reply reply = problem_more(rq, which, &members);

    version_set(rq, &reply, rows);
    return reply;
}

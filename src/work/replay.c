/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests that are sent twice because the first reply was lost, or the button was pressed twice: done once,
 * answered alike. */
#include "internal.h"

#include "branchlight/auth.h"
#include "branchlight/digest.h"
#include "queries.h"

enum { KEY_MAX = 100 };

/* A page's form has its key in the field `once`. Who goes back and alters what was sent means another row, so
 * what is sent is part of that key. */
static struct span key_of(struct request *rq)
{
    const struct span key = exchange_header(rq->exchange, "Idempotency-Key");

    if (key.at || operation_param_index(rq->route->operation, SPAN("once")) < 0 || !arg_given(rq, "once"))
        return key;
    return span_of(arena_printf(rq->arena, "%.*s %.40s", (int)arg(rq, "once")->text.length,
                                arg(rq, "once")->text.at,
                                digest_value(rq->arena, exchange_body(rq->exchange)) + 2));
}

/* The method and address that the key belongs to. */
static const char *place_of(struct request *rq)
{
    const struct span path = exchange_raw_path(rq->exchange);

    return arena_printf(rq->arena, "%s %.*s", http_method_name(exchange_method(rq->exchange)),
                        (int)path.length, path.at);
}

/* Visible ASCII and blanks: bytes that are no text can't be stored. */
static bool is_key(struct span key)
{
    for (size_t i = 0; i < key.length; i++) {
        if (key.at[i] < ' ' || key.at[i] > '~')
            return false;
    }
    return key.length > 0 && key.length <= KEY_MAX;
}

/* What the key is known by. That of a visitor, who is nobody in particular, belongs to the network it came
 * from. */
static const char *stored_key(struct request *rq, struct span key)
{
    unsigned char client[16] = { 0 };

    if (rq->actor)
        return arena_copy(rq->arena, key.at, key.length);
    exchange_client(rq->exchange, client);
    struct buffer whose = buffer_in(rq->arena, 128);

    buffer_add(&whose, (const char *)client, network_bytes(client));
    buffer_span(&whose, key);
    return digest_value(rq->arena, buffer_bytes(&whose));
}

static const char *user_of(const struct request *rq)
{
    return rq->actor ? rq->actor->user : NULL;
}

static const char *text_of(struct request *rq, struct span text)
{
    return arena_copy(rq->arena, text.at, text.length);
}

bool replay_find(struct request *rq, struct reply *ret_reply)
{
    const struct span key = key_of(rq);

    if (!key.at)
        return false;
    if (!is_key(key)) {
        param_error(rq, "Idempotency-Key", "idempotency_key", NULL);
        *ret_reply = problem(rq, PROBLEM_INVALID_PARAMETERS);
        return true;
    }
    WORK_QUERY(rq, SQL_idempotent_reply_lock,
               arena_printf(rq->arena, "%s %s %s", rq->actor ? rq->actor->user : "", place_of(rq),
                            stored_key(rq, key)));
    const struct rows rows =
        WORK_QUERY(rq, SQL_idempotent_reply_find, user_of(rq), place_of(rq), stored_key(rq, key),
                   digest_value(rq->arena, exchange_body(rq->exchange)));
    if (!rows.ok || rows.count == 0)
        return false;
    if (!rows_bool(&rows, 0, 0) || rows_null(&rows, 0, 4)) {
        param_error(rq, "Idempotency-Key", rows_bool(&rows, 0, 0) ? "replay_secret" : "replay_other", NULL);
        *ret_reply = problem(rq, rows_bool(&rows, 0, 0) ? PROBLEM_CONFLICT : PROBLEM_INVALID_BODY);
        return true;
    }
    *ret_reply = (struct reply){ .status = (unsigned)rows_int(&rows, 0, 1),
                                 .body = span_of(text_of(rq, rows_text(&rows, 0, 4))) };
    if (ret_reply->body.length > 0)
        ret_reply->content_type = "application/json";
    if (!rows_null(&rows, 0, 2))
        reply_header(ret_reply, "Location", text_of(rq, rows_text(&rows, 0, 2)));
    if (!rows_null(&rows, 0, 3))
        reply_header(ret_reply, "ETag", text_of(rq, rows_text(&rows, 0, 3)));
    reply_header(ret_reply, "Idempotency-Replayed", "true");
    return true;
}

/* NULL: it has none of that name. */
static const char *header_of(const struct reply *reply, const char *name)
{
    for (unsigned i = 0; i < reply->header_count; i++) {
        if (strcmp(reply->headers[i].name, name) == 0)
            return reply->headers[i].value;
    }
    return NULL;
}

void replay_keep(struct request *rq, const struct reply *reply)
{
    const struct span key = key_of(rq);

    if (!key.at || reply->status >= 400)
        return;
    WORK_QUERY(rq, SQL_idempotent_reply_keep, user_of(rq), place_of(rq), stored_key(rq, key),
               digest_value(rq->arena, exchange_body(rq->exchange)),
               arena_printf(rq->arena, "%u", reply->status), header_of(reply, "Location"),
               header_of(reply, "ETag"),
               rq->route->operation->secret_reply ? NULL : text_of(rq, reply->body));
}

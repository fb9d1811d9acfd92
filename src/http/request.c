/* SPDX-License-Identifier: Apache-2.0
 *
 * What libmicrohttpd calls, in the order in which it calls it: a request line (on_target), its headers
 * (on_request, first call: the gate), its body (on_request), the callback's reply (answer), the end (on_end).
 */
#include "internal.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"
#include "branchlight/metrics.h"

static struct connection *connection_of(struct MHD_Connection *handle)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The request line has been read. What the library will make of the target is not used: this is the only
 * place where it can be seen as it was sent. */
void *on_target(void *context, const char *target, struct MHD_Connection *handle)
{
    struct connection *connection = connection_of(handle);
    (void)context;
    if (!connection || connection_stage(connection) == STAGE_LINGER ||
        !connection_enter(connection, STAGE_HEADERS))
        return NULL;
    struct exchange *exchange = exchange_begin(connection, handle);
    if (!exchange)
        return NULL;
    connection->exchange = exchange;
    exchange->target_at = target;
    exchange->target_length = strlen(target);
    if (exchange->target_length <= HTTP_URL_MAX)
        memcpy(exchange->target, target, exchange->target_length + 1);
    return exchange;
}

/* Switches the library's decoder off. */
size_t on_unescape(void *context, struct MHD_Connection *handle, char *text)
{
    (void)context;
    (void)handle;
    return strlen(text);
}

static void refuse_exchange(struct exchange *exchange, const struct refusal *refusal)
{
    exchange->refused = true;
    exchange->status = refusal->status;
    metrics_add(METRIC_REFUSED, 1);
    if (!connection_enter(exchange->connection, STAGE_LINGER))
        return;
    refuse(exchange->connection, refusal, exchange->id, exchange->method == HTTP_HEAD);
}

/* In a shared response over the one of the answer before, which is as long and by now in that answer's bytes:
 * to take the header out and add another is six trips to malloc, a twentieth of a kept answer. */
static void give_identity(struct MHD_Response *response, const char *id, bool shared)
{
    static const char name[] = "X-Request-Id";
    union {
        const char *read;
        char *written;
    } old = { .read = shared ? MHD_get_response_header(response, name) : NULL }; /* the library's own copy */
    if (old.read)
        memcpy(old.written, id, strlen(old.read));
    else
        MHD_add_response_header(response, name, id);
}

/* Sends what the callback made. */
static enum MHD_Result answer(struct exchange *exchange)
{
    static const struct refusal broken = { .status = 500, .detail = "Something went wrong on our side." };
    static const struct refusal stopping = { .status = 503,
                                             .detail = "The server is being stopped. Try again." };
    static const struct refusal torn = {
        .status = 503,
        .detail =
            "The server is being stopped, and it isn't known whether this was done. Look how things are, "
            "or repeat it with the same Idempotency-Key.",
    };
    struct MHD_Response *response = exchange->ready;
    const bool shared = exchange->ready_shared;

    if (!response) {
        const int state = atomic_load(&exchange->state);
        const bool read = exchange->method == HTTP_GET || exchange->method == HTTP_HEAD;
        const bool abandoned = state == EXCHANGE_ABANDONED || state == EXCHANGE_TORN;
        if (!abandoned)
            log_event(LOG_ERROR, "no_reply", LOG_FIELD_TEXT("id", exchange->id));
        refuse_exchange(exchange, !abandoned ? &broken : state == EXCHANGE_TORN && !read ? &torn : &stopping);
        return MHD_NO;
    }
    exchange->ready = NULL;
    give_identity(response, exchange->id, shared);
    const bool alive =
        connection_enter(exchange->connection, exchange->streaming ? STAGE_STREAM : STAGE_SENDING);
    const enum MHD_Result result =
        alive ? MHD_queue_response(exchange->handle, exchange->status, response) : MHD_NO;
    if (!shared)
        MHD_destroy_response(response);
    return result;
}

/* The request is whole: the callback's turn. */
static enum MHD_Result work(struct exchange *exchange)
{
    const struct http_settings *settings = &exchange->home->server->settings;
    if (!connection_enter(exchange->connection, STAGE_WORKING))
        return MHD_NO;
    settings->handle(exchange, settings->context);
    /* Away: whoever answers wakes the connection, and on_request() is called again; perhaps it already has
     * been woken. */
    return atomic_load(&exchange->state) == EXCHANGE_HERE ? answer(exchange) : MHD_YES;
}

static bool body_declared_too_large(struct exchange *exchange)
{
    const struct span length = exchange_header(exchange, "Content-Length");
    uint64_t value = 0;
    for (size_t i = 0; i < length.length; i++)
        value = value * 10 + (uint64_t)(length.at[i] - '0');
    return value > HTTP_BODY_MAX;
}

static const struct refusal too_large = {
    .status = 413,
    .detail = "The body is longer than 65536 bytes.",
    .where = "{\"in\":\"body\"}",
};

/* All headers have been read. */
static enum MHD_Result judge(struct exchange *exchange, const char *method, const char *version)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->handle, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const struct refusal refusal = gate_judge(exchange, method, version, info ? info->header_size : 0);

    exchange->gated = true;
    if (refusal.status != 0) {
        refuse_exchange(exchange, &refusal);
        return MHD_NO;
    }
    if (exchange->whole)
        return MHD_YES; /* a reply to the first call would make the library close the connection after it */
    if (!connection_enter(exchange->connection, STAGE_BODY))
        return MHD_NO;
    if (body_declared_too_large(exchange))
        refuse_exchange(exchange,
                        &too_large); /* what comes is thrown away: a reset could overtake the answer */
    return MHD_YES;
}

enum MHD_Result on_request(void *context, struct MHD_Connection *handle, const char *url, const char *method,
                           const char *version, const char *data, size_t *size, void **state)
{
    struct exchange *exchange = *state;
    (void)context;
    (void)handle;
    (void)url;
    if (!exchange)
        return MHD_NO;
    if (!exchange->gated)
        return judge(exchange, method, version);
    if (atomic_load(&exchange->state) != EXCHANGE_HERE) {
        exchange_back(exchange);
        return answer(exchange);
    }
    if (*size == 0)
        return exchange->refused ? MHD_NO : work(exchange);
    if (!exchange->refused && exchange->body_length + *size > HTTP_BODY_MAX)
        refuse_exchange(exchange, &too_large);
    if (!exchange->refused)
        exchange_body_add(exchange, data, *size);
    *size = 0;
    return MHD_YES;
}

static void log_request(const struct exchange *exchange, uint64_t microseconds)
{
    log_collect(LOG_INFO, "request",
                (const struct log_field[]){
                    LOG_FIELD_TEXT("route", exchange->route ? exchange->route : "none"),
                    LOG_FIELD_TEXT("id", exchange->id),
                    LOG_FIELD_TEXT("method", exchange->gated ? http_method_name(exchange->method) : ""),
                    LOG_FIELD_INT("status", exchange->status),
                    LOG_FIELD_INT("bytes", (int64_t)exchange->sent),
                    LOG_FIELD_INT("us", (int64_t)microseconds),
                    { 0 },
                });
}

/* The exchange is over, well or not. */
void on_end(void *context, struct MHD_Connection *handle, void **state, enum MHD_RequestTerminationCode how)
{
    struct http_server *server = context;
    struct exchange *exchange = *state;
    (void)handle;
    if (!exchange)
        return;
    *state = NULL;
    exchange->connection->exchange = NULL;
    exchange_back(exchange); /* the client may be gone before the reply was looked at */
    const uint64_t microseconds = (uint64_t)(clock_monotonic_ns() - exchange->started_ns) / 1000;
    if (exchange->status == 0 && connection_stage(exchange->connection) == STAGE_CUT)
        exchange->status = 408;
    if (how != MHD_REQUEST_TERMINATED_COMPLETED_OK && !exchange->refused)
        metrics_add(METRIC_ABORTED, 1);
    metrics_add(METRIC_BYTES_SENT, (int64_t)exchange->sent);
    metrics_request(exchange->route, exchange->status, microseconds);
    if (log_enabled(LOG_INFO))
        log_request(exchange, microseconds);
    if (connection_stage(exchange->connection) != STAGE_LINGER)
        connection_enter(exchange->connection, STAGE_IDLE);
    atomic_fetch_sub_explicit(&server->exchanges, 1, memory_order_release);
    exchange_release(exchange, true);
}

/* The library doesn't always say that an exchange is over before it says that its connection is: where a
 * second thing goes wrong while it refuses a request on its own (more arguments than its memory holds, then
 * headers without an end), it only closes. */
static void close_connection(struct http_server *server, struct MHD_Connection *handle,
                             struct connection *connection)
{
    void *state = connection->exchange;
    on_end(server, handle, &state, MHD_REQUEST_TERMINATED_WITH_ERROR);
    connection_close(connection);
}

void on_connection(void *context, struct MHD_Connection *handle, void **socket_context,
                   enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        *socket_context = connection_open(context, handle);
    else if (*socket_context)
        close_connection(context, handle, *socket_context);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * An exchange: one request, from its request line until the last byte of its reply. Its event thread owns it;
 * while a worker or a stream thread has it too, there are two owners, and the last to let go frees it. So a
 * client that goes away, or a server that stops, never pulls the memory from under a worker. */
#include "internal.h"

#include "branchlight/clock.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdlib.h>
#include <strings.h>

/* 64 bits from a counter and a random start, well mixed (the finalizer of SplitMix64): ids that don't repeat
 * and don't tell how many requests there were. */
static void name_exchange(struct exchange *exchange)
{
    static const char hexadecimal[] = "0123456789abcdef";
    uint64_t mixed = exchange->home->identity += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    mixed ^= mixed >> 31;
    for (unsigned i = 0; i < 16; i++, mixed >>= 4)
        exchange->id[i] = hexadecimal[mixed & 15];
    exchange->id[16] = '\0';
}

struct exchange *exchange_begin(struct connection *connection, struct MHD_Connection *handle)
{
    struct event_thread *home = connection->home;
    struct exchange *exchange = home->spare;

    if (exchange) {
        home->spare = exchange->next;
        home->spare_count--;
    } else {
        exchange = calloc(1, sizeof *exchange);
        if (!exchange)
            return NULL;
    }
    exchange->home = home;
    exchange->connection = connection;
    exchange->handle = handle;
    atomic_store_explicit(&exchange->owners, 1, memory_order_relaxed);
    atomic_store_explicit(&exchange->state, EXCHANGE_HERE, memory_order_relaxed);
    exchange->started_ns = clock_monotonic_ns();
    name_exchange(exchange);
    atomic_fetch_add_explicit(&home->server->exchanges, 1, memory_order_relaxed);
    return exchange;
}

/* Back to blank; only what isn't overwritten by the next request anyway. */
static void exchange_clear(struct exchange *exchange)
{
    if (exchange->arena)
        arena_reset(exchange->arena);
    exchange->gated = exchange->whole = exchange->refused = exchange->minor_zero = false;
    exchange->path_refused = false;
    exchange->kept_fleeting = exchange->kept_missing = exchange->kept_wanted = exchange->ready_shared =
        exchange->streaming = false;
    exchange->status = 0;
    exchange->sent = 0;
    exchange->route = NULL;
    exchange->ready = NULL;
    exchange->body = NULL;
    exchange->body_length = exchange->body_capacity = 0;
    exchange->header_count = 0;
    exchange->host = exchange->path = exchange->query = (struct span){ 0 };
}

static void exchange_free(struct exchange *exchange)
{
    arena_destroy(exchange->arena);
    free(exchange);
}

void exchange_release(struct exchange *exchange, bool here)
{
    struct event_thread *home = exchange->home;
    if (atomic_fetch_sub_explicit(&exchange->owners, 1, memory_order_acq_rel) != 1)
        return;
    if (exchange->ready && !exchange->ready_shared)
        MHD_destroy_response(exchange->ready);
    if (!here || home->spare_count == SPARE_EXCHANGES) {
        exchange_free(exchange);
        return;
    }
    exchange_clear(exchange);
    exchange->next = home->spare;
    home->spare = exchange;
    home->spare_count++;
}

void exchanges_free(struct event_thread *thread)
{
    while (thread->spare) {
        struct exchange *exchange = thread->spare;
        thread->spare = exchange->next;
        exchange_free(exchange);
    }
}

void exchange_body_add(struct exchange *exchange, const char *bytes, size_t length)
{
    const size_t needed = exchange->body_length + length;
    if (needed > exchange->body_capacity) {
        const size_t capacity =
            needed > 2 * exchange->body_capacity ? needed + 512 : 2 * exchange->body_capacity;
        exchange->body =
            arena_grow(exchange_arena(exchange), exchange->body, exchange->body_length, capacity);
        exchange->body_capacity = capacity;
    }
    memcpy(exchange->body + exchange->body_length, bytes, length);
    exchange->body_length = needed;
}

enum http_method exchange_method(const struct exchange *exchange)
{
    return exchange->method;
}

struct span exchange_raw_path(const struct exchange *exchange)
{
    return exchange->path;
}

bool exchange_path_refused(const struct exchange *exchange)
{
    return exchange->path_refused;
}

struct span exchange_raw_query(const struct exchange *exchange)
{
    return exchange->query;
}

struct span exchange_host(const struct exchange *exchange)
{
    return exchange->host;
}

static struct span join(struct exchange *exchange, struct span first, struct span second)
{
    struct buffer joined = buffer_in(exchange_arena(exchange), first.length + second.length + 3);
    buffer_span(&joined, first);
    buffer_text(&joined, ", ");
    buffer_span(&joined, second);
    return buffer_bytes(&joined);
}

/* What the gate lets be repeated is a list (RFC 9110, 5.3). */
struct span exchange_header(struct exchange *exchange, const char *name)
{
    const size_t length = strlen(name);
    struct span value = { 0 };
    for (unsigned i = 0; i < exchange->header_count; i++) {
        const struct header *header = &exchange->headers[i];
        if (header->name.length == length && strncasecmp(header->name.at, name, length) == 0)
            value = value.at ? join(exchange, value, header->value) : header->value;
    }
    return value;
}

struct span exchange_body(const struct exchange *exchange)
{
    return (struct span){ exchange->body, exchange->body_length };
}

struct arena *exchange_arena(struct exchange *exchange)
{
    if (!exchange->arena)
        exchange->arena = arena_create();
    return exchange->arena;
}

void exchange_spare_arena(struct exchange *exchange)
{
    arena_destroy(exchange->arena);
    exchange->arena = NULL;
}

const char *exchange_id(const struct exchange *exchange)
{
    return exchange->id;
}

unsigned exchange_thread(const struct exchange *exchange)
{
    return exchange->home->index;
}

void exchange_set_route(struct exchange *exchange, const char *route)
{
    exchange->route = route;
}

/* The last address of the last X-Forwarded-For: the one that the proxy itself wrote. */
static bool forwarded_address(const struct exchange *exchange, struct in6_addr *ret_address)
{
    const struct span name = SPAN("X-Forwarded-For");
    char text[INET6_ADDRSTRLEN];
    struct span value = { 0 };
    struct in_addr four;

    for (unsigned i = 0; i < exchange->header_count; i++) {
        const struct header *header = &exchange->headers[i];
        if (header->name.length == name.length && strncasecmp(header->name.at, name.at, name.length) == 0)
            value = header->value;
    }
    size_t start = value.length;
    while (start > 0 && value.at[start - 1] != ',' && value.at[start - 1] != ' ' &&
           value.at[start - 1] != '\t')
        start--;
    if (value.length == start || value.length - start >= sizeof text)
        return false;
    memcpy(text, value.at + start, value.length - start);
    text[value.length - start] = '\0';
    if (inet_pton(AF_INET6, text, ret_address) == 1)
        return true;
    if (inet_pton(AF_INET, text, &four) != 1)
        return false;
    memset(ret_address, 0, sizeof *ret_address);
    ret_address->s6_addr[10] = ret_address->s6_addr[11] = 0xFF;
    memcpy(ret_address->s6_addr + 12, &four, 4);
    return true;
}

bool exchange_client(const struct exchange *exchange, unsigned char ret_address[16])
{
    const struct connection *connection = exchange->connection;
    const struct http_server *server = exchange->home->server;
    struct in6_addr address = connection->peer;
    const bool proxied =
        connection->local || (server->proxy_known && memcmp(&address, &server->proxy, sizeof address) == 0);
    if (proxied && !forwarded_address(exchange, &address) && connection->local)
        return false;
    memcpy(ret_address, &address, 16);
    return true;
}

unsigned network_bytes(const unsigned char address[16])
{
    static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };

    return memcmp(address, mapped, sizeof mapped) == 0 ? 16 : NETWORK_BYTES;
}

bool network_same(const unsigned char a[16], const unsigned char b[16])
{
    return memcmp(a, b, network_bytes(a)) == 0;
}

void exchange_suspend(struct exchange *exchange)
{
    struct http_server *server = exchange->home->server;

    assert(!exchange->away && atomic_load(&exchange->state) == EXCHANGE_HERE);
    atomic_fetch_add(&exchange->owners, 1);
    pthread_mutex_lock(&server->away_lock);
    exchange->away = true;
    exchange->away_previous = NULL;
    exchange->away_next = server->away;
    if (server->away)
        server->away->away_previous = exchange;
    server->away = exchange;
    MHD_suspend_connection(exchange->handle);
    atomic_store(&exchange->state, EXCHANGE_AWAY);
    pthread_mutex_unlock(&server->away_lock);
}

void exchange_back(struct exchange *exchange)
{
    struct http_server *server = exchange->home->server;

    if (!exchange->away)
        return;
    exchange->away = false;
    pthread_mutex_lock(&server->away_lock);
    if (exchange->away_next)
        exchange->away_next->away_previous = exchange->away_previous;
    if (exchange->away_previous)
        exchange->away_previous->away_next = exchange->away_next;
    else
        server->away = exchange->away_next;
    pthread_mutex_unlock(&server->away_lock);
}

bool exchange_take(struct exchange *exchange)
{
    int away = EXCHANGE_AWAY;

    return atomic_compare_exchange_strong(&exchange->state, &away, EXCHANGE_TAKEN);
}

/* Who is taking it, or answering, may be faster. */
static bool abandon(struct exchange *exchange)
{
    int away = EXCHANGE_AWAY, taken = EXCHANGE_TAKEN;

    return atomic_compare_exchange_strong(&exchange->state, &away, EXCHANGE_ABANDONED) ||
           atomic_compare_exchange_strong(&exchange->state, &taken, EXCHANGE_TORN);
}

void exchanges_abandon(struct http_server *server)
{
    pthread_mutex_lock(&server->away_lock);
    for (struct exchange *exchange = server->away; exchange; exchange = exchange->away_next) {
        if (abandon(exchange))
            MHD_resume_connection(exchange->handle);
    }
    pthread_mutex_unlock(&server->away_lock);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Deadlines. The library's timeout restarts with every byte, so a client that drips lives for ever. Here each
 * connection has a stage and the time at which it began; one thread sweeps over all of them four times a
 * second and cuts what is late.
 *
 * Stage and time are one atomic word, so that the event thread moves on without a lock and the sweeper can't
 * cut what has just moved on. The sweeper uses the descriptor under the lock of the thread's list; a
 * connection leaves the list under the same lock in the library's "closed" notification, where the descriptor
 * is still open. */
#include "internal.h"

#include "branchlight/log.h"
#include "branchlight/metrics.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    STAGE_BITS = 4,
    STAGE_MASK = 15,
    SWEEP_MS = 250,
    SWEEP_DRAIN_MS = 25,
    LOOK_EVERY = 16,
    HURRY_MAX = 200,
    DRAIN_IDLE_MS = 100,
    OVERFLOW_MAX = 256
};

static const int64_t limits_ms[] = {
    [STAGE_IDLE] = HTTP_IDLE_SECONDS * 1000,
    [STAGE_HEADERS] = HTTP_HEADER_SECONDS * 1000,
    [STAGE_BODY] = HTTP_BODY_SECONDS * 1000,
    [STAGE_WORKING] = INT64_MAX,
    [STAGE_SENDING] = HTTP_REPLY_SECONDS * 1000,
    [STAGE_STREAM] = HTTP_STREAM_SECONDS * 1000, /* from each time that the library asks for more */
    [STAGE_LINGER] = LINGER_MS,
    [STAGE_CUT] = INT64_MAX,
};

static const struct refusal too_late = {
    .status = 408,
    .detail = "The request did not arrive in time.",
};
static const struct refusal too_many = {
    .status = 503,
    .detail = "The server has as many visitors as it can take. Try again in a few seconds.",
};

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time); /* 4 ms are fine enough, and it costs next to nothing */
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

enum stage connection_stage(const struct connection *connection)
{
    return (enum stage)(atomic_load_explicit(&connection->progress, memory_order_relaxed) & STAGE_MASK);
}

bool connection_enter(struct connection *connection, enum stage stage)
{
    uint64_t old = atomic_load_explicit(&connection->progress, memory_order_relaxed);
    const uint64_t next = now_ms() << STAGE_BITS | (uint64_t)stage;
    do {
        if ((old & STAGE_MASK) == STAGE_CUT)
            return false;
    } while (!atomic_compare_exchange_weak(&connection->progress, &old, next));
    return true;
}

static unsigned hurry_of(const struct http_server *server)
{
    const unsigned hurry = server->settings.hurry;
    return hurry == 0 ? 1 : hurry > HURRY_MAX ? HURRY_MAX : hurry;
}

/* The event thread that runs this, known by the first connection that it opens. */
static struct event_thread *event_thread_here(struct http_server *server)
{
    static _Thread_local struct event_thread *here;
    if (!here || here->server != server) {
        const unsigned index = atomic_fetch_add(&server->thread_count, 1);
        here = &server->threads[index % server->settings.threads];
    }
    return here;
}

static void peer_note(struct connection *connection, const struct sockaddr *address)
{
    connection->local = !address || address->sa_family == AF_UNIX || address->sa_family == AF_UNSPEC;
    if (connection->local)
        return;
    if (address->sa_family == AF_INET6) {
        memcpy(&connection->peer, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    } else if (address->sa_family == AF_INET) {
        connection->peer.s6_addr[10] = connection->peer.s6_addr[11] = 0xFF;
        memcpy(connection->peer.s6_addr + 12, &((const struct sockaddr_in *)(const void *)address)->sin_addr,
               4);
    }
}

/* Beyond the admission limit a client is told so before it has said a word; a bounded number of them may
 * linger to read it. */
static void admit(struct http_server *server, struct connection *connection)
{
    if (atomic_fetch_add(&server->admitted, 1) < server->settings.connections) {
        connection->counted = true;
        return;
    }
    atomic_fetch_sub(&server->admitted, 1);
    metrics_add(METRIC_OVERLOADED, 1);
    refuse(connection, &too_many, NULL, false);
    connection_enter(connection, STAGE_LINGER);
    if (atomic_fetch_add(&server->overflow, 1) >= OVERFLOW_MAX)
        shutdown(connection->descriptor, SHUT_RDWR);
}

struct connection *connection_open(struct http_server *server, struct MHD_Connection *handle)
{
    struct event_thread *home = event_thread_here(server);
    struct connection *connection = calloc(1, sizeof *connection);
    const union MHD_ConnectionInfo *info;

    if (!connection)
        return NULL;
    info = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD);
    connection->descriptor = info ? info->connect_fd : -1;
    info = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    peer_note(connection, info ? info->client_addr : NULL);
    connection->home = home;
    connection_enter(connection, STAGE_IDLE);
    admit(server, connection);
    metrics_add(METRIC_CONNECTIONS_OPEN, 1);

    pthread_mutex_lock(&home->lock);
    connection->next = home->connections;
    if (connection->next)
        connection->next->previous = connection;
    home->connections = connection;
    pthread_mutex_unlock(&home->lock);
    return connection;
}

void connection_close(struct connection *connection)
{
    struct event_thread *home = connection->home;

    pthread_mutex_lock(&home->lock);
    if (connection->next)
        connection->next->previous = connection->previous;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        home->connections = connection->next;
    pthread_mutex_unlock(&home->lock);

    atomic_fetch_sub(connection->counted ? &home->server->admitted : &home->server->overflow, 1);
    metrics_add(METRIC_CONNECTIONS_OPEN, -1);
    free(connection);
}

/* Ends a connection whose stage has lasted too long, unless it moved on in this instant. */
static void cut(struct connection *connection, uint64_t observed)
{
    const enum stage stage = (enum stage)(observed & STAGE_MASK);
    if (!atomic_compare_exchange_strong(&connection->progress, &observed,
                                        (observed & ~(uint64_t)STAGE_MASK) | STAGE_CUT))
        return;
    if (stage == STAGE_HEADERS || stage == STAGE_BODY) {
        metrics_add(METRIC_TIMED_OUT, 1);
        refuse(connection, &too_late, NULL, false);
    }
    shutdown(connection->descriptor, SHUT_RDWR);
}

/* Whether the client has gone without the library noticing: of a suspended stream it doesn't look, and where
 * the end came together with the last bytes its edge-triggered polling misses it. A half-closed client may
 * still wait for an answer, but can't finish its request any more. */
static bool has_gone(const struct connection *connection, enum stage stage)
{
    struct pollfd entry = { .fd = connection->descriptor, .events = POLLRDHUP };
    int unread = 0;
    if ((stage != STAGE_STREAM && stage > STAGE_BODY) || poll(&entry, 1, 0) != 1)
        return false;
    if (entry.revents & (POLLHUP | POLLERR))
        return true;
    return stage <= STAGE_BODY && ioctl(connection->descriptor, FIONREAD, &unread) == 0 && unread == 0;
}

static void sweep_thread(struct http_server *server, struct event_thread *thread, bool look)
{
    const uint64_t now = now_ms();
    const int64_t hurry = hurry_of(server);
    const bool draining = atomic_load(&server->draining);

    pthread_mutex_lock(&thread->lock);
    for (struct connection *connection = thread->connections; connection; connection = connection->next) {
        const uint64_t observed = atomic_load(&connection->progress);
        const enum stage stage = (enum stage)(observed & STAGE_MASK);
        const int64_t limit = draining && stage == STAGE_IDLE ? DRAIN_IDLE_MS : limits_ms[stage] / hurry;
        const int64_t lasted = (int64_t)(now - (observed >> STAGE_BITS));
        if (lasted >= limit || (look && has_gone(connection, stage)))
            cut(connection, observed);
    }
    pthread_mutex_unlock(&thread->lock);
}

void *deadline_sweep(void *argument)
{
    struct http_server *server = argument;
    for (unsigned round = 0; !atomic_load(&server->stopping); round++) {
        for (unsigned i = 0; i < server->settings.threads; i++)
            sweep_thread(server, &server->threads[i], round % LOOK_EVERY == 0);
        if (round % 4 == 0)
            log_flush_all();
        poll(NULL, 0, atomic_load(&server->draining) ? SWEEP_DRAIN_MS : SWEEP_MS / (int)hurry_of(server));
    }
    return NULL;
}

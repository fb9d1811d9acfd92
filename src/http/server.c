/* SPDX-License-Identifier: Apache-2.0
 *
 * The server: starting it and stopping it without losing a request that has begun. */
#include "internal.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sodium.h>
#include <stdlib.h>

enum { LIMIT_SLACK = 512, ABANDON_MS = 2000, STEP_MS = 5 };

static struct MHD_Daemon *daemon_start(struct http_server *server)
{
    const struct http_settings *settings = &server->settings;
    const struct MHD_OptionItem pool[] = {
        { settings->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)settings->threads,
          NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, server,
        MHD_OPTION_LISTEN_SOCKET, server->listener, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
        MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_end, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, settings->connections + LIMIT_SLACK,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_REPLY_SECONDS, MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
}

static bool threads_prepare(struct http_server *server)
{
    server->threads = calloc(server->settings.threads, sizeof *server->threads);
    for (unsigned i = 0; server->threads && i < server->settings.threads; i++) {
        struct event_thread *thread = &server->threads[i];
        thread->server = server;
        thread->index = i;
        pthread_mutex_init(&thread->lock, NULL);
        randombytes_buf(&thread->identity, sizeof thread->identity);
    }
    return server->threads != NULL;
}

static void server_free(struct http_server *server)
{
    for (unsigned i = 0; server->threads && i < server->settings.threads; i++) {
        exchanges_free(&server->threads[i]);
        kept_free(server->threads[i].kept);
        pthread_mutex_destroy(&server->threads[i].lock);
    }
    listen_close(server);
    pthread_mutex_destroy(&server->away_lock);
    free(server->threads);
    free(server);
}

static void proxy_note(struct http_server *server)
{
    const char *text = server->settings.trusted_proxy;
    if (!text)
        return;
    server->proxy_known = inet_pton(AF_INET6, text, &server->proxy) == 1;
    if (!server->proxy_known && inet_pton(AF_INET, text, server->proxy.s6_addr + 12) == 1) {
        server->proxy.s6_addr[10] = server->proxy.s6_addr[11] = 0xFF;
        server->proxy_known = true;
    }
}

struct http_server *http_server_start(const struct http_settings *settings, FILE *errors)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (!server || sodium_init() < 0) {
        fputs("Not enough memory to start the server.\n", errors);
        free(server);
        return NULL;
    }
    server->settings = *settings;
    pthread_mutex_init(&server->away_lock, NULL);
    proxy_note(server);
    listen_raise_file_limit(settings->connections + LIMIT_SLACK);
    server->listener = listen_open(server, errors);
    if (server->listener < 0 || !threads_prepare(server)) {
        server_free(server);
        return NULL;
    }
    server->daemon = daemon_start(server);
    if (!server->daemon || pthread_create(&server->sweeper, NULL, deadline_sweep, server) != 0) {
        fputs("The HTTP library would not start: too few file descriptors or too little memory.\n", errors);
        if (server->daemon)
            MHD_stop_daemon(server->daemon);
        server_free(server);
        return NULL;
    }
    return server;
}

unsigned http_server_port(const struct http_server *server)
{
    return server->port;
}

/* Waits until nothing is in progress; whether that came true in time. */
static bool wait_idle(struct http_server *server, int64_t milliseconds)
{
    const int64_t until = clock_monotonic_ns() + milliseconds * 1000000;
    while (atomic_load_explicit(&server->exchanges, memory_order_acquire) > 0) {
        if (clock_monotonic_ns() >= until)
            return false;
        poll(NULL, 0, STEP_MS);
    }
    return true;
}

void http_server_stop(struct http_server *server, unsigned seconds)
{
    atomic_store(&server->draining, true);
    MHD_quiesce_daemon(server->daemon);
    listen_refuse(server);
    if (server->settings.live)
        live_end(server->settings.live);
    bool idle = wait_idle(server, (int64_t)seconds * 1000);
    if (!idle) {
        atomic_store(&server->overdue, true);
        exchanges_abandon(server);
        idle = wait_idle(server, ABANDON_MS);
    }
    if (server->settings.settle)
        server->settings.settle(server->settings.context);
    atomic_store(&server->stopping, true);
    pthread_join(server->sweeper, NULL);
    if (!idle) {
        /* The library would abort the process over a connection that is still suspended. */
        log_write(LOG_ERROR, "stop_incomplete", NULL);
        return;
    }
    MHD_stop_daemon(server->daemon);
    server_free(server);
}

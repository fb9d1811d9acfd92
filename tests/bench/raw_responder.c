/* SPDX-License-Identifier: Apache-2.0
 *
 * raw_responder PORT THREADS FILE: answers every request on 127.0.0.1:PORT with the bytes of FILE (status
 * line, headers and body), and does nothing else.
 *
 * It marks the floor: what sockets and epoll alone cost. A server can't be cheaper without leaving out HTTP.
 * So it looks for the end of each request's headers, no more: keep-alive and pipelining are right, bodies of
 * requests aren't understood. Each thread has a socket, an epoll set and connections of its own.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    THREADS_MAX = 64,
    EVENTS = 64,
    BATCH = 16,    /* answers that one writev sends: requests that came pipelined */
    INPUT = 16384, /* bytes read at once */
    RESPONSE_MAX = 4 << 20,
};

struct connection {
    int socket;
    unsigned matched; /* bytes of "\r\n\r\n" seen so far; a request may be cut anywhere */
    unsigned owed;    /* answers not sent yet */
    size_t sent;      /* bytes of the first of them that were sent */
    bool
        waiting; /* for room to write: reads nothing meanwhile, so that a slow reader owes a bounded amount */
};

static char response[RESPONSE_MAX];
static size_t response_length;

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* Ends of requests in what was read. */
static unsigned requests_ended(struct connection *connection, const char *bytes, size_t count)
{
    static const char end[4] = "\r\n\r\n";
    unsigned ended = 0;

    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == end[connection->matched])
            connection->matched++;
        else
            connection->matched = bytes[i] == '\r';
        if (connection->matched == sizeof end) {
            connection->matched = 0;
            ended++;
        }
    }
    return ended;
}

/* Sends what is owed, as far as the socket takes it. False: the connection is lost. */
static bool answers_send(struct connection *connection)
{
    while (connection->owed > 0) {
        struct iovec parts[BATCH];
        const unsigned batch = connection->owed < BATCH ? connection->owed : BATCH;

        for (unsigned i = 0; i < batch; i++)
            parts[i] = (struct iovec){ response, response_length };
        parts[0].iov_base = response + connection->sent;
        parts[0].iov_len -= connection->sent;

        const ssize_t count = writev(connection->socket, parts, (int)batch);

        if (count < 0)
            return errno == EAGAIN;
        const size_t total = connection->sent + (size_t)count;

        connection->owed -= (unsigned)(total / response_length);
        connection->sent = total % response_length;
    }
    return true;
}

/* False: the connection is at its end. */
static bool connection_serve(int epoll, struct connection *connection)
{
    static _Thread_local char input[INPUT];
    const bool had_waited = connection->waiting;

    if (!had_waited) {
        const ssize_t count = read(connection->socket, input, sizeof input);

        if (count == 0 || (count < 0 && errno != EAGAIN))
            return false;
        if (count > 0)
            connection->owed += requests_ended(connection, input, (size_t)count);
    }
    if (!answers_send(connection))
        return false;

    connection->waiting = connection->owed > 0;
    if (connection->waiting != had_waited) {
        struct epoll_event event = { .events = connection->waiting ? EPOLLOUT : EPOLLIN,
                                     .data.ptr = connection };

        epoll_ctl(epoll, EPOLL_CTL_MOD, connection->socket, &event);
    }
    return true;
}

static void connection_accept(int epoll, int listener)
{
    const int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct connection *connection = socket < 0 ? NULL : calloc(1, sizeof *connection);

    if (connection == NULL) {
        if (socket >= 0)
            close(socket);
        return;
    }
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };

    connection->socket = socket;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

static void *thread_main(void *context)
{
    const int listener = *(const int *)context;
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0)
        fail("epoll");
    for (;;) {
        struct epoll_event events[EVENTS];
        const int count = epoll_wait(epoll, events, EVENTS, -1);

        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;

            if (connection == NULL) {
                connection_accept(epoll, listener);
            } else if (!connection_serve(epoll, connection)) {
                close(connection->socket);
                free(connection);
            }
        }
    }
    return NULL;
}

static int listen_on(unsigned long port)
{
    const struct sockaddr_in address = { .sin_family = AF_INET,
                                         .sin_port = htons((in_port_t)port),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (listener < 0)
        fail("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
    setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &(int){ 1 }, sizeof(int));
    if (bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0)
        fail("listen");
    return listener;
}

int main(int count, char **arguments)
{
    static int listeners[THREADS_MAX];

    if (count != 4) {
        fputs("usage: raw_responder PORT THREADS FILE\n", stderr);
        return 2;
    }
    const unsigned long port = strtoul(arguments[1], NULL, 10);
    const unsigned long threads = strtoul(arguments[2], NULL, 10);
    FILE *file = fopen(arguments[3], "rb");

    if (port == 0 || port > 65535 || threads == 0 || threads > THREADS_MAX || file == NULL) {
        fputs("raw_responder: PORT 1-65535, THREADS 1-64, a FILE that can be read\n", stderr);
        return 2;
    }
    response_length = fread(response, 1, sizeof response, file);
    fclose(file);
    if (response_length == 0 || response_length == sizeof response) {
        fputs("raw_responder: FILE is empty or over 4 MiB\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);

    /* All sockets stand before the first thread serves: the kernel shares connections out among them. */
    for (unsigned long i = 0; i < threads; i++)
        listeners[i] = listen_on(port);
    for (unsigned long i = 1; i < threads; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, thread_main, &listeners[i]) != 0)
            fail("thread");
    }
    thread_main(&listeners[0]);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The listening socket: TCP, a Unix socket, or the one that systemd opened before us (LISTEN_FDS), so that a
 * restart keeps what is waiting in its queue. */
#include "internal.h"

#include "branchlight/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, FIRST_INHERITED = 3, OTHER_FILES = 128 };

static int inherited_socket(void)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    if (!pid || !count || strtol(pid, NULL, 10) != (long)getpid() || strtol(count, NULL, 10) < 1)
        return -1;
    unsetenv("LISTEN_PID"); /* it is ours: neither a child nor a second server may take it too */
    unsetenv("LISTEN_FDS");
    fcntl(FIRST_INHERITED, F_SETFL, fcntl(FIRST_INHERITED, F_GETFL) | O_NONBLOCK);
    fcntl(FIRST_INHERITED, F_SETFD, FD_CLOEXEC);
    return FIRST_INHERITED;
}

/* A socket file that nobody listens on any more is in the way; one that answers belongs to somebody. */
static bool socket_is_dead(const struct sockaddr_un *address)
{
    struct stat status;
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool dead = probe >= 0 && stat(address->sun_path, &status) == 0 && S_ISSOCK(status.st_mode) &&
                      connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 &&
                      errno == ECONNREFUSED;
    if (probe >= 0)
        close(probe);
    return dead;
}

static int listen_unix(struct http_server *server, const char *path, FILE *errors)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(errors, "The path of the socket %s is too long: at most %zu bytes.\n", path,
                sizeof address.sun_path - 1);
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_is_dead(&address))
        unlink(path);
    const mode_t mask = umask(0117); /* its owner and group: the proxy in front runs as another user */
    const bool bound = bind(listener, (const struct sockaddr *)&address, sizeof address) == 0;
    const int error = errno;
    umask(mask);
    if (!bound) {
        fprintf(errors, "Can't listen on the socket %s: %s. %s\n", path, strerror(error),
                error == EADDRINUSE ? "Stop whoever uses it, or name another path."
                                    : "Name a path in a directory that this user may write to.");
        close(listener);
        return -1;
    }
    server->socket_path = strdup(path);
    return listener;
}

static void say_why(FILE *errors, const char *address, unsigned port, int error)
{
    if (error == EADDRINUSE)
        fprintf(errors,
                "Port %u is in use. Stop what uses it, or choose another: make run PORT=%u, or --port=%u.\n",
                port, port < 65535 ? port + 1 : 8080, port < 65535 ? port + 1 : 8080);
    else if (error == EACCES)
        fprintf(errors,
                "Port %u may not be opened by this user. Choose one from 1024 on, or put a proxy in front.\n",
                port);
    else
        fprintf(errors, "Can't listen on %s, port %u: %s. Name an address of this machine.\n", address, port,
                strerror(error));
}

static int listen_tcp(const char *text, unsigned port, FILE *errors)
{
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    const bool is_four = inet_pton(AF_INET, text, &four.sin_addr) == 1;
    const int on = 1;

    if (!is_four && inet_pton(AF_INET6, text, &six.sin6_addr) != 1) {
        fprintf(errors, "\"%s\" is not an address to listen on: 127.0.0.1, ::1 or unix:/path.\n", text);
        return -1;
    }
    const int listener = socket(is_four ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!is_four)
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const struct sockaddr *address = is_four ? (const void *)&four : (const void *)&six;
    if (bind(listener, address, is_four ? sizeof four : sizeof six) != 0 || listen(listener, BACKLOG) != 0) {
        say_why(errors, text, port, errno);
        close(listener);
        return -1;
    }
    return listener;
}

static unsigned bound_port(int listener)
{
    struct sockaddr_storage address = { 0 };
    socklen_t length = sizeof address;
    if (getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)&address)->sin_port);
    return address.ss_family == AF_INET6 ? ntohs(((const struct sockaddr_in6 *)&address)->sin6_port) : 0;
}

bool http_address_free(const char *address, unsigned port, FILE *errors)
{
    if (strncmp(address, "unix:", 5) == 0)
        return true;
    const int listener = listen_tcp(address, port, errors);
    if (listener >= 0)
        close(listener);
    return listener >= 0;
}

int listen_open(struct http_server *server, FILE *errors)
{
    const char *address = server->settings.address;
    int listener = server->settings.inherit ? inherited_socket() : -1;

    server->listener_inherited = listener >= 0;

    if (listener < 0)
        listener = strncmp(address, "unix:", 5) == 0 ? listen_unix(server, address + 5, errors)
                                                     : listen_tcp(address, server->settings.port, errors);
    if (listener >= 0 && listen(listener, BACKLOG) != 0) {
        fprintf(errors, "Can't listen on %s: %s.\n", address, strerror(errno));
        close(listener);
        listener = -1;
    }
    server->port = listener >= 0 ? bound_port(listener) : 0;
    return listener;
}

/* The descriptor must stay open while the library's threads run, but the socket needn't go on listening: who
 * comes now is refused at once. One that systemd keeps for us takes them in for the next server. */
void listen_refuse(struct http_server *server)
{
    if (!server->listener_inherited)
        shutdown(server->listener, SHUT_RDWR);
}

void listen_close(struct http_server *server)
{
    if (server->socket_path)
        unlink(server->socket_path);
    free(server->socket_path);
    server->socket_path = NULL;
    if (server->listener >= 0)
        close(server->listener);
    server->listener = -1;
}

void listen_raise_file_limit(unsigned connections)
{
    struct rlimit limit;
    const rlim_t needed = (rlim_t)connections + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed)
        return;
    limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < needed)
        log_event(LOG_WARNING, "file_limit_low", LOG_FIELD_INT("files", (int64_t)limit.rlim_cur),
                  LOG_FIELD_INT("needed", (int64_t)needed));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * libFuzzer: our path through libmicrohttpd, which isn't fuzzed upstream. Each input is sent to a server on a
 * Unix socket as one connection's bytes, then the writing side is shut; the server must close, and what
 * reached the handler must be what the gate promises. A first byte that is odd cuts the bytes into pieces of
 * that many. */
#include "branchlight/http.h"
#include "branchlight/log.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, KEPT_EVERY = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sockaddr_un address = { .sun_family = AF_UNIX };
static char folder[] = "/tmp/branchlight-fuzz-XXXXXX";

static void must(bool truth)
{
    if (!truth)
        abort();
}

static void check_promises(struct exchange *exchange)
{
    const struct span path = exchange_raw_path(exchange), query = exchange_raw_query(exchange);
    const struct span length = exchange_header(exchange, "Content-Length");

    must(path.length > 0 && path.length + query.length <= HTTP_URL_MAX);
    must(path.at[0] == '/' || span_equal(path, SPAN("*")));
    for (size_t i = 0; i < query.length; i++)
        must((unsigned char)query.at[i] > ' ' && query.at[i] != '#' && query.at[i] != 0x7F);
    must(!memchr(path.at, '\0', path.length));
    must(exchange_header(exchange, "Host").length > 0);
    must(!(length.at && exchange_header(exchange, "Transfer-Encoding").at));
    must(exchange_body(exchange).length <= HTTP_BODY_MAX);
    if (length.at)
        must(exchange_body(exchange).length ==
             (size_t)strtoull(arena_copy(exchange_arena(exchange), length.at, length.length), NULL, 10));
    if (exchange_method(exchange) == HTTP_GET)
        must(exchange_body(exchange).length == 0);
}

static void handle(struct exchange *exchange, void *context)
{
    static char text[2000];
    const struct reply reply = { .status = 200,
                                 .content_type = "text/plain",
                                 .body = { text, sizeof text },
                                 .compressible = 1,
                                 .etag = 1,
                                 .keep = 1 };
    (void)context;
    check_promises(exchange);
    if (exchange_raw_path(exchange).length % KEPT_EVERY || !exchange_kept(exchange, 1, 1))
        exchange_reply(exchange, &reply);
}

static void clean_up(void)
{
    unlink(address.sun_path);
    rmdir(folder);
}

static void start(void)
{
    static char text[sizeof folder + 16];
    log_set_level(LOG_ERROR + 1);
    must(mkdtemp(folder) != NULL);
    snprintf(text, sizeof text, "unix:%s/s", folder);
    memcpy(address.sun_path, text + 5, strlen(text + 5) + 1);
    const struct http_settings settings = {
        .address = text, .threads = 1, .connections = 64, .hurry = 200, .handle = handle
    };
    must(http_server_start(&settings, stderr) != NULL);
    atexit(clean_up);
}

static void send_pieces(int client, const uint8_t *data, size_t size)
{
    const size_t piece = data[0] & 1 ? (size_t)data[0] : size;
    for (size_t at = 1; at < size; at += piece) {
        const size_t length = size - at < piece ? size - at : piece;
        if (send(client, data + at, length, MSG_NOSIGNAL) < 0)
            return;
    }
}

/* libFuzzer looks at its own time limit by an alarm, which interrupts the waiting: that isn't silence. */
static bool heard_of(int client)
{
    struct pollfd entry = { .fd = client, .events = POLLIN };
    int ready;
    do {
        ready = poll(&entry, 1, PATIENCE_MS);
    } while (ready < 0 && errno == EINTR);
    return ready == 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool started;
    char heard[16384];
    if (size < 2)
        return 0;
    if (!started)
        start();
    started = true;
    const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(connect(client, (const struct sockaddr *)&address, sizeof address) == 0);
    send_pieces(client, data, size);
    shutdown(client, SHUT_WR);
    for (;;) {
        must(heard_of(client)); /* a connection that nobody closes is a bug */
        if (recv(client, heard, sizeof heard, 0) <= 0)
            break;
    }
    close(client);
    return 0;
}

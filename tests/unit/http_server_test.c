/* SPDX-License-Identifier: Apache-2.0
 *
 * The server over real sockets, with a handler of its own: bodies, deadlines, admission, kept replies,
 * streams, clients that go away, and stopping while replies are still being made. Time limits are a twentieth
 * of the real ones. */
#include "branchlight/clock.h"
#include "branchlight/http.h"
#include "branchlight/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

enum { HURRY = 20, CONNECTIONS = 64, ANSWER_MAX = 1 << 20, PATIENCE_MS = 10000, STREAM_BYTES = 3000000 };

static char body_text[4096];
static _Atomic(struct exchange *) parked;
static _Atomic int made, streams_open;
static _Atomic uint64_t changes;
static _Atomic bool producer_fails, producer_fails_late;

struct counter {
    long left;
    uint32_t noise; /* 0: letters in their order; else what can't be compressed */
};

static long produce(void *state, char *into, size_t capacity)
{
    struct counter *counter = state;
    const long step = counter->left < (long)capacity ? counter->left : (long)capacity;
    if (atomic_load(&producer_fails) ||
        (atomic_load(&producer_fails_late) && counter->left < STREAM_BYTES / 2))
        return -1;
    for (long i = 0; i < step; i++) {
        into[i] = (char)('a' + (counter->left - i) % 26);
        if (counter->noise) {
            counter->noise = counter->noise * 1664525 + 1013904223;
            into[i] = (char)(counter->noise >> 24);
        }
    }
    counter->left -= step;
    return step;
}

static void stream_close(void *state)
{
    atomic_fetch_sub(&streams_open, 1);
    free(state);
}

static void answer_stream(struct exchange *exchange, uint32_t noise)
{
    struct counter *counter = malloc(sizeof *counter);
    assert_non_null(counter);
    counter->left = STREAM_BYTES;
    counter->noise = noise;
    atomic_fetch_add(&streams_open, 1);
    struct reply reply = { .status = 200,
                           .content_type = "text/csv",
                           .compressible = 1,
                           .stream = { produce, stream_close, counter } };
    reply_header(&reply, "Vary", "Accept");
    exchange_reply(exchange, &reply);
}

static void answer_kept(struct exchange *exchange, uint64_t generation)
{
    if (exchange_kept(exchange, generation, 1))
        return;
    atomic_fetch_add(&made, 1);
    struct reply reply = { .status = 200,
                           .content_type = "application/json",
                           .body = { body_text, sizeof body_text },
                           .compressible = 1,
                           .etag = 1,
                           .keep = 1 };
    reply_header(&reply, "Vary", "Accept");
    reply_header(&reply, "Cache-Control", "no-cache");
    exchange_reply(exchange, &reply);
}

static void answer_client(struct exchange *exchange)
{
    unsigned char address[16];
    char text[INET6_ADDRSTRLEN] = "none";
    if (exchange_client(exchange, address))
        inet_ntop(AF_INET6, address, text, sizeof text);
    struct reply reply = { .status = 200, .content_type = "text/plain" };
    reply.body = span_of(arena_printf(exchange_arena(exchange), "%s", text));
    exchange_reply(exchange, &reply);
}

static void handle(struct exchange *exchange, void *context)
{
    const struct span path = exchange_raw_path(exchange);
    (void)context;
    exchange_set_route(exchange, "test");
    if (span_equal(path, SPAN("/stream"))) {
        answer_stream(exchange, 0);
    } else if (span_equal(path, SPAN("/noise"))) {
        answer_stream(exchange, 1);
    } else if (span_equal(path, SPAN("/kept"))) {
        answer_kept(exchange, 7);
    } else if (span_equal(path, SPAN("/changing"))) {
        answer_kept(exchange, atomic_load(&changes));
    } else if (span_equal(path, SPAN("/client"))) {
        answer_client(exchange);
    } else if (span_equal(path, SPAN("/park"))) {
        exchange_suspend(exchange);
        atomic_store(&parked, exchange);
    } else if (!span_equal(path, SPAN("/silent"))) {
        struct reply reply = { .status = 200, .content_type = "text/plain" };
        reply.body =
            span_of(arena_printf(exchange_arena(exchange), "%zu bytes", exchange_body(exchange).length));
        exchange_reply(exchange, &reply);
    }
}

static struct http_server *start(const char *address, unsigned connections, const char *proxy)
{
    const struct http_settings settings = { .address = address,
                                            .threads = 2,
                                            .connections = connections,
                                            .trusted_proxy = proxy,
                                            .hurry = HURRY,
                                            .handle = handle };
    struct http_server *server = http_server_start(&settings, stderr);
    assert_non_null(server);
    return server;
}

/* ---- a client that does exactly what it is told ---- */

static int dial(const struct http_server *server)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)http_server_port(server)) };
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(client, (const struct sockaddr *)&address, sizeof address), 0);
    return client;
}

static int dial_unix(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    strcpy(address.sun_path, path);
    assert_int_equal(connect(client, (const struct sockaddr *)&address, sizeof address), 0);
    return client;
}

static void say(int client, const char *text)
{
    assert_int_equal(send(client, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

struct answer {
    char *bytes;
    size_t length;
    bool closed;
};

/* Reads until the peer closes, or until `enough` has come, or patience ends. */
static struct answer hear(int client, const char *enough)
{
    struct answer answer = { .bytes = calloc(1, STREAM_BYTES * 2) };
    assert_non_null(answer.bytes);
    for (;;) {
        struct pollfd entry = { .fd = client, .events = POLLIN };
        if (poll(&entry, 1, PATIENCE_MS) != 1)
            break;
        const ssize_t got =
            recv(client, answer.bytes + answer.length, STREAM_BYTES * 2 - 1 - answer.length, 0);
        if (got <= 0) {
            answer.closed = true;
            break;
        }
        answer.length += (size_t)got;
        if (enough && strstr(answer.bytes, enough))
            break;
    }
    return answer;
}

static int status_of(const struct answer *answer)
{
    return answer->length > 12 ? (int)strtol(answer->bytes + 9, NULL, 10) : 0;
}

/* One request on a connection of its own; the status, and the whole answer where it is wanted. */
static int ask_at(int client, const char *request, struct answer *ret_answer)
{
    say(client, request);
    struct answer answer = hear(client, NULL);
    const int status = status_of(&answer);
    close(client);
    if (ret_answer)
        *ret_answer = answer;
    else
        free(answer.bytes);
    return status;
}

static int ask(const struct http_server *server, const char *request, struct answer *ret_answer)
{
    return ask_at(dial(server), request, ret_answer);
}

#define GET(path, headers) "GET " path " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" headers "\r\n"

static void header_of(const struct answer *answer, const char *name, char ret_value[256])
{
    const char *at = strstr(answer->bytes, name);
    ret_value[0] = '\0';
    if (at)
        sscanf(at + strlen(name), ": %255[^\r]", ret_value);
}

static void wait_zero(_Atomic int *value)
{
    for (unsigned i = 0; i < PATIENCE_MS / 5 && atomic_load(value) != 0; i++)
        poll(NULL, 0, 5);
    assert_int_equal(atomic_load(value), 0);
}

static struct exchange *wait_parked(void)
{
    for (unsigned i = 0; i < PATIENCE_MS / 5 && !atomic_load(&parked); i++)
        poll(NULL, 0, 5);
    struct exchange *exchange = atomic_exchange(&parked, NULL);
    assert_non_null(exchange);
    return exchange;
}

/* ---- bodies and deadlines ---- */

static void takes_bodies_whole_and_to_the_limit(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    struct answer answer;
    char *request = calloc(1, HTTP_BODY_MAX + 200);
    (void)state;

    const int head =
        sprintf(request, "PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n",
                HTTP_BODY_MAX);
    memset(request + head, 'b', HTTP_BODY_MAX);
    assert_int_equal(ask(server, request, &answer), 200);
    assert_non_null(strstr(answer.bytes, "65536 bytes"));
    free(answer.bytes);

    const char *chunks =
        "PATCH /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    assert_int_equal(ask(server, chunks, &answer), 200);
    assert_non_null(strstr(answer.bytes, "5 bytes"));
    free(answer.bytes);

    sprintf(request, "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", HTTP_BODY_MAX + 1);
    assert_int_equal(ask(server, request, NULL), 413);
    assert_int_equal(
        ask(server, "PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n",
            NULL),
        413);
    free(request);
    http_server_stop(server, 1);
}

/* Sends a byte every now and then; the status when the server has had enough. */
static int drip(const struct http_server *server, const char *start_text, const char *drop)
{
    const int client = dial(server);
    say(client, start_text);
    for (unsigned i = 0; i < PATIENCE_MS / 20; i++) {
        struct pollfd entry = { .fd = client, .events = POLLIN };
        if (poll(&entry, 1, 20) == 1)
            break;
        if (send(client, drop, strlen(drop), MSG_NOSIGNAL) < 0)
            break;
    }
    struct answer answer = hear(client, NULL);
    const int status = answer.closed ? status_of(&answer) : -1;
    free(answer.bytes);
    close(client);
    return status;
}

static void cuts_off_what_drips(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    assert_int_equal(drip(server, "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n"), 408);
    assert_int_equal(drip(server, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n", "x"), 408);
    assert_int_equal(
        drip(server, "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"), 408);
    assert_int_equal(drip(server, "GET /aaa", "a"), 0); /* no request line yet: closed without a word */
    http_server_stop(server, 1);
}

/* The end of what is sent comes together with the last bytes: the library doesn't see it. */
static void lets_go_of_a_client_that_went_in_mid_sentence(void **state)
{
    static const char *const parts[] = { "GET /x HT", "GET /x HTTP/1.1\r\nHost: a\r\nfoo",
                                         "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc" };
    char folder[] = "/tmp/branchlight-http-XXXXXX", path[64], address[80];
    (void)state;
    assert_non_null(mkdtemp(folder));
    sprintf(path, "%s/socket", folder);
    sprintf(address, "unix:%s", path);
    struct http_server *server = start(address, CONNECTIONS, NULL);
    for (unsigned i = 0; i < 3; i++) {
        const int client = dial_unix(path);
        struct pollfd entry = { .fd = client, .events = POLLIN };
        say(client, parts[i]);
        shutdown(client, SHUT_WR);
        assert_int_equal(poll(&entry, 1, HTTP_HEADER_SECONDS * 1000 / HURRY - 50),
                         1); /* before any deadline */
        close(client);
    }
    http_server_stop(server, 1);
    assert_int_equal(rmdir(folder), 0);
}

static void refuses_over_the_limit_and_serves_those_inside(void **state)
{
    struct http_server *server = start("127.0.0.1", 3, NULL);
    int inside[3];
    (void)state;
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 3; i++) {
            if (round == 0)
                inside[i] = dial(server);
            say(inside[i], "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
            struct answer answer = hear(inside[i], " bytes");
            assert_int_equal(status_of(&answer), 200);
            free(answer.bytes);
        }
        for (unsigned i = 0; i < 20; i++) {
            struct answer answer;
            assert_int_equal(ask(server, GET("/x", ""), &answer), 503);
            assert_non_null(strstr(answer.bytes, "Retry-After"));
            free(answer.bytes);
        }
    }
    close(inside[0]);
    for (unsigned i = 0; i < 200; i++) { /* its place is free as soon as the server has seen it go */
        if (ask(server, GET("/x", ""), NULL) == 200)
            break;
        poll(NULL, 0, 5);
        assert_int_not_equal(i, 199);
    }
    close(inside[1]);
    close(inside[2]);
    http_server_stop(server, 1);
}

/* ---- replies ---- */

/* Of one ETag the body is always as long: gzip that was made once has other bytes than the kept one. */
static void same_length(const struct answer *answer, const char *etag)
{
    static struct {
        char etag[256], length[256];
    } seen[4];
    char length[256];
    unsigned i = 0;

    header_of(answer, "Content-Length", length);
    while (i < 4 && seen[i].etag[0] && strcmp(seen[i].etag, etag) != 0)
        i++;
    assert_true(i < 4);
    if (seen[i].etag[0])
        assert_string_equal(seen[i].length, length);
    strcpy(seen[i].etag, etag);
    strcpy(seen[i].length, length);
}

/* Each answer's ETag and encoding, made anew and kept. The server has two threads with a table each, so what
 * is asked often enough comes from both. */
static void negotiates_validates_and_keeps(void **state)
{
    static const struct {
        const char *request, *encoding, *end;
    } cases[] = {
        { GET("/kept", ""), "", "\"" },
        { GET("/kept", "Accept-Encoding: gzip\r\n"), "gzip", "-gz\"" },
        { GET("/kept", "Accept-Encoding: br;q=0, gzip;q=0.5\r\n"), "gzip", "-gz\"" },
        { GET("/kept", "Accept-Encoding: identity\r\n"), "", "\"" },
        { GET("/kept", "Accept-Encoding: gzip;q=0\r\n"), "", "\"" },
    };
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    char etag[256], value[256], request[512], first_id[256] = "";
    (void)state;
    atomic_store(&made, 0);
    for (unsigned i = 0; i < 60; i++) {
        struct answer answer;
        const unsigned at = (i + 1) % (sizeof cases / sizeof *cases); /* gzip first: that is made once */
        const int made_before = atomic_load(&made);
        assert_int_equal(ask(server, cases[at].request, &answer), 200);
        const bool once = cases[at].encoding[0] && atomic_load(&made) > made_before;
        header_of(&answer, "Content-Encoding", value);
        assert_string_equal(value, cases[at].encoding);
        header_of(&answer, "Vary", value);
        assert_string_equal(value, "Accept, Accept-Encoding");
        header_of(&answer, "ETag", etag);
        if (!once || strcmp(etag + 33, "-g1\"") != 0)
            assert_string_equal(etag + 33, cases[at].end);
        same_length(&answer, etag);
        header_of(&answer, "X-Request-Id", value);
        assert_int_equal(strlen(value), 16);
        assert_string_not_equal(value, first_id); /* a kept reply too has an id of its own */
        strcpy(first_id, value);
        free(answer.bytes);

        sprintf(request, GET("/kept", "Accept-Encoding: gzip\r\nIf-None-Match: \"x\", W/%s\r\n"), etag);
        assert_int_equal(ask(server, request, &answer),
                         cases[at].end[1] || !cases[at].encoding[0] ? 304 : 200);
        header_of(&answer, "ETag", value);
        assert_string_equal(value, etag);
        header_of(&answer, "Content-Type", value);
        assert_string_equal(value, "");
        header_of(&answer, "Cache-Control", value);
        assert_string_equal(value, "no-cache");
        free(answer.bytes);
        assert_int_equal(ask(server, GET("/kept", "If-None-Match: *\r\n"), NULL), 304);
        assert_int_equal(ask(server, GET("/kept", "If-None-Match: \"x\"\r\n"), NULL), 200);
    }
    assert_true(atomic_load(&made) <= 4); /* each of two threads makes it twice at most */
    http_server_stop(server, 1);
}

static void compressed_bytes_are_the_same_bytes(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    for (unsigned i = 0; i < 8; i++) { /* gzip 1 for the first asking, gzip 6 when kept */
        struct answer answer;
        char plain[sizeof body_text + 1];
        z_stream stream = { .next_out = (Bytef *)plain, .avail_out = sizeof plain };
        assert_int_equal(ask(server, GET("/kept", "Accept-Encoding: gzip\r\n"), &answer), 200);
        char *start_of_body = strstr(answer.bytes, "\r\n\r\n") + 4;
        stream.next_in = (Bytef *)start_of_body;
        stream.avail_in = (uInt)(answer.length - (size_t)(start_of_body - answer.bytes));
        assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
        assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
        assert_int_equal(stream.total_out, sizeof body_text);
        assert_memory_equal(plain, body_text, sizeof body_text);
        inflateEnd(&stream);
        free(answer.bytes);
    }
    http_server_stop(server, 1);
}

/* Where answers change many times a second, none of them is worth compressing well. */
static void what_does_not_last_is_compressed_fast(void **state)
{
    const struct http_settings settings = {
        .address = "127.0.0.1", .threads = 1, .connections = CONNECTIONS, .handle = handle
    };
    static const struct {
        const char *encoding;
        bool changed, waited;
    } steps[] = {
        { "gzip", true, false },  /* made for one reader */
        { "br", false, false },   /* asked for again, so it is kept */
        { "gzip", true, false },  /* the one before didn't last */
        { "gzip", false, false }, /* kept as it is */
        { "br", false, true },    /* this one does */
        { "br", true, false },    /* and so may the next */
    };
    struct http_server *server = http_server_start(&settings, stderr);
    (void)state;
    assert_non_null(server);
    for (unsigned i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct answer answer;
        char value[256];
        if (steps[i].waited)
            usleep(1100000);
        if (steps[i].changed)
            atomic_fetch_add(&changes, 1);
        assert_int_equal(ask(server, GET("/changing", "Accept-Encoding: gzip, br\r\n"), &answer), 200);
        header_of(&answer, "Content-Encoding", value);
        assert_string_equal(value, steps[i].encoding);
        header_of(&answer, "ETag", value);
        assert_string_equal(value + 33, steps[i].encoding[0] == 'b' ? "-br\"" : "-g1\"");
        free(answer.bytes);
    }
    http_server_stop(server, 1);
}

static void head_has_the_same_headers_and_no_body(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        struct answer answer;
        char value[256];
        assert_int_equal(ask(server, "HEAD /kept HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &answer),
                         200);
        header_of(&answer, "Content-Length", value);
        assert_string_equal(value, "4096");
        assert_string_equal(strstr(answer.bytes, "\r\n\r\n"), "\r\n\r\n");
        free(answer.bytes);
    }
    assert_int_equal(ask(server, "HEAD /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", NULL), 200);
    http_server_stop(server, 1);
    wait_zero(&streams_open);
}

static void a_handler_that_forgets_to_reply_is_a_500(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    assert_int_equal(ask(server, GET("/silent", ""), NULL), 500);
    http_server_stop(server, 1);
}

/* ---- streams ---- */

static void streams_whole_bodies_side_by_side(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    int clients[8];
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        clients[i] = dial(server);
        say(clients[i], "GET /stream HTTP/1.0\r\nHost: a\r\n\r\n");
    }
    for (unsigned i = 0; i < 8; i++) {
        struct answer answer = hear(clients[i], NULL);
        const char *bytes = strstr(answer.bytes, "\r\n\r\n") + 4;
        assert_int_equal(answer.length - (size_t)(bytes - answer.bytes), STREAM_BYTES);
        for (long at = 0; at < STREAM_BYTES; at++) {
            if (bytes[at] != (char)('a' + (STREAM_BYTES - at) % 26))
                fail_msg("byte %ld is wrong", at);
        }
        free(answer.bytes);
        close(clients[i]);
    }
    wait_zero(&streams_open);
    http_server_stop(server, 1);
}

static void expect_stream(const struct http_server *server, const char *request, const char *encoding)
{
    struct answer answer;
    char value[256];
    assert_int_equal(ask(server, request, &answer), 200);
    header_of(&answer, "Content-Encoding", value);
    assert_string_equal(value, encoding);
    header_of(&answer, "Vary", value);
    assert_string_equal(value, "Accept, Accept-Encoding");
    header_of(&answer, "Content-Length", value);
    assert_string_equal(value, "");
    free(answer.bytes);
}

static void streams_are_compressed_where_that_is_asked_for(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    expect_stream(server, GET("/stream", "Accept-Encoding: gzip, br\r\n"), "gzip");
    expect_stream(server, GET("/stream", "Accept-Encoding: br, *;q=0.1\r\n"), "gzip");
    expect_stream(server, GET("/stream", "Accept-Encoding: gzip;q=0\r\n"), "");
    expect_stream(server, GET("/stream", "Accept-Encoding: identity, gzip;q=0.5\r\n"), "");
    expect_stream(server, GET("/stream", ""), "");
    expect_stream(server,
                  "HEAD /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n",
                  "gzip");
    wait_zero(&streams_open);
    http_server_stop(server, 1);
}

/* The same bytes after they are unpacked, those that get longer by packing too; the sender doesn't chunk them
 * for HTTP/1.0. */
static void compressed_streams_are_the_same_bytes(void **state)
{
    static const char *const paths[] = { "/stream", "/noise" };
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    char *plain = malloc(STREAM_BYTES + 1);
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct answer answer, packed;
        char request[128];
        snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: a\r\n\r\n", paths[i]);
        assert_int_equal(ask(server, request, &answer), 200);
        snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n",
                 paths[i]);
        assert_int_equal(ask(server, request, &packed), 200);
        const char *expected = strstr(answer.bytes, "\r\n\r\n") + 4;
        char *body = strstr(packed.bytes, "\r\n\r\n") + 4;
        const size_t length = packed.length - (size_t)(body - packed.bytes);
        z_stream stream = { .next_in = (Bytef *)body,
                            .avail_in = (uInt)length,
                            .next_out = (Bytef *)plain,
                            .avail_out = STREAM_BYTES + 1 };
        assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
        assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
        assert_int_equal(stream.total_out, STREAM_BYTES);
        assert_int_equal(stream.avail_in, 0);
        assert_memory_equal(plain, expected, STREAM_BYTES);
        assert_true(i == 1 ? length > STREAM_BYTES : length < STREAM_BYTES / 20);
        inflateEnd(&stream);
        free(answer.bytes);
        free(packed.bytes);
    }
    free(plain);
    wait_zero(&streams_open);
    http_server_stop(server, 1);
}

static void a_client_that_goes_away_ends_its_stream(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    for (unsigned i = 0; i < 60; i++) {
        const int client = dial(server);
        const struct linger reset = { .l_onoff = 1 };
        say(client, i < 30 ? GET("/stream", "") : GET("/noise", "Accept-Encoding: gzip\r\n"));
        if (i % 3)
            free(hear(client, "200").bytes);
        if (i % 2)
            setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(client);
    }
    wait_zero(&streams_open);
    assert_int_equal(ask(server, GET("/x", ""), NULL), 200);
    http_server_stop(server, 1);
}

/* Sixteen that read nothing have all that one address may have; after a minute (a twentieth here) they are
 * cut off.
 */
static void who_reads_nothing_keeps_nobody_from_streams(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    struct answer answer;
    char value[256];
    int clients[16];
    (void)state;
    for (unsigned i = 0; i < 16; i++) {
        clients[i] = dial(server);
        say(clients[i], GET("/stream", ""));
    }
    while (atomic_load(&streams_open) < 16)
        usleep(1000);
    assert_int_equal(ask(server, GET("/stream", ""), &answer), 503);
    header_of(&answer, "Content-Type", value);
    assert_string_equal(value, "application/problem+json");
    header_of(&answer, "Vary", value);
    assert_string_equal(value, "Accept");
    header_of(&answer, "Cache-Control", value);
    assert_string_equal(value, "no-store");
    free(answer.bytes);
    wait_zero(&streams_open);
    assert_int_equal(ask(server, GET("/stream", ""), NULL), 200);
    for (unsigned i = 0; i < 16; i++)
        close(clients[i]);
    wait_zero(&streams_open);
    http_server_stop(server, 1);
}

static void a_failing_producer_breaks_the_answer_off(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    struct answer answer;
    (void)state;
    atomic_store(&producer_fails, true);
    ask(server, GET("/stream", ""), &answer);
    assert_true(answer.closed);
    assert_null(
        strstr(answer.bytes, "\r\n0\r\n\r\n")); /* no last chunk: the client knows that it isn't whole */
    free(answer.bytes);
    atomic_store(&producer_fails, false);
    atomic_store(&producer_fails_late, true); /* after some pieces, compressed ones */
    ask(server, GET("/stream", "Accept-Encoding: gzip\r\n"), &answer);
    assert_int_equal(status_of(&answer), 200);
    assert_true(answer.closed);
    assert_null(memmem(answer.bytes, answer.length, "\r\n0\r\n\r\n", 7));
    free(answer.bytes);
    atomic_store(&producer_fails_late, false);
    wait_zero(&streams_open);
    http_server_stop(server, 1);
}

/* ---- going away and stopping ---- */

static void *reply_to(void *argument)
{
    struct reply reply = { .status = 200, .content_type = "text/plain", .body = SPAN("late") };
    exchange_reply(argument, &reply);
    return NULL;
}

static void answers_from_another_thread(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        const struct linger reset = { .l_onoff = i % 4 == 3 };
        const int client = dial(server);
        pthread_t thread;
        say(client, GET("/park", ""));
        struct exchange *exchange = wait_parked();
        if (i % 2) { /* the client is gone before the reply, half of them with a reset */
            setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
            close(client);
        }
        assert_int_equal(pthread_create(&thread, NULL, reply_to, exchange), 0);
        pthread_join(thread, NULL);
        if (i % 2)
            continue;
        struct answer answer = hear(client, NULL);
        assert_int_equal(status_of(&answer), 200);
        free(answer.bytes);
        close(client);
    }
    http_server_stop(server, 1);
}

static void aborted_requests_leave_nothing(void **state)
{
    static const char *const parts[] = {
        "GE",
        "GET /x HTT",
        "GET /x HTTP/1.1\r\n",
        "GET /x HTTP/1.1\r\nHost: a\r\nA",
        "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
        "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\nabc",
        "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
        GET("/kept", "")
    };
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    for (unsigned i = 0; i < 160; i++) {
        const struct linger reset = { .l_onoff = 1 };
        const int client = dial(server);
        say(client, parts[i % 8]);
        if (i & 8)
            setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        if (i & 16)
            poll(NULL, 0, 2);
        close(client);
    }
    http_server_stop(server, 5); /* it would report what is left: AddressSanitizer sees what leaked */
}

/* Refused by the library itself, which then forgets to say that the exchange is over. */
static void more_arguments_than_there_is_memory_for_leave_nothing(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    char request[600] = "GET /x?";
    (void)state;
    memset(request + strlen(request), '&', 400);
    strcat(request, " HTTP/1.1\r\nHost: a\r\nA");
    for (unsigned i = 0; i < 50; i++) {
        const int client = dial(server);
        say(client, request);
        shutdown(client, SHUT_WR);
        const struct answer answer = hear(client, NULL);
        assert_true(answer.closed);
        free(answer.bytes);
        close(client);
    }
    const int64_t since = clock_monotonic_ns();
    http_server_stop(server, 10);
    assert_true(clock_monotonic_ns() - since < 5000000000); /* it waits for what has begun */
}

struct stopper {
    struct http_server *server;
    unsigned seconds;
};

static void *stop_it(void *argument)
{
    const struct stopper *stopper = argument;
    http_server_stop(stopper->server, stopper->seconds);
    return NULL;
}

/* Whether nobody listens any more. */
static bool refused(const struct http_server *server)
{
    const struct sockaddr_in address = { .sin_family = AF_INET,
                                         .sin_port = htons((uint16_t)http_server_port(server)),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int client = socket(AF_INET, SOCK_STREAM, 0);
    const bool failed = connect(client, (const struct sockaddr *)&address, sizeof address) != 0;
    const int reason = errno;
    close(client);
    return failed && reason == ECONNREFUSED;
}

static void stopping_lets_what_has_begun_finish(void **state)
{
    struct stopper stopper = { start("127.0.0.1", CONNECTIONS, NULL), 10 };
    const int client = dial(stopper.server), idle = dial(stopper.server);
    pthread_t thread;
    (void)state;
    say(client, GET("/park", ""));
    struct exchange *exchange = wait_parked();
    assert_int_equal(pthread_create(&thread, NULL, stop_it, &stopper), 0);
    for (unsigned i = 0; i < 500 && !refused(stopper.server); i++)
        poll(NULL, 0, 10);
    assert_true(refused(stopper.server)); /* at once, while others are still being answered */
    reply_to(exchange);
    struct answer answer = hear(client, NULL);
    assert_int_equal(status_of(&answer), 200);
    assert_non_null(strstr(answer.bytes, "Connection: close"));
    free(answer.bytes);
    answer = hear(idle, NULL);
    assert_true(answer.closed);
    free(answer.bytes);
    pthread_join(thread, NULL);
    close(client);
    close(idle);
}

static void stopping_answers_for_a_worker_that_does_not_come_back(void **state)
{
    struct stopper stopper = { start("127.0.0.1", CONNECTIONS, NULL), 0 };
    const int client = dial(stopper.server);
    pthread_t thread;
    (void)state;
    say(client, GET("/park", ""));
    struct exchange *exchange = wait_parked();
    assert_int_equal(pthread_create(&thread, NULL, stop_it, &stopper), 0);
    struct answer answer = hear(client, NULL);
    assert_int_equal(status_of(&answer), 503);
    free(answer.bytes);
    pthread_join(thread, NULL);
    close(client);
    reply_to(exchange); /* the worker comes back after all: nobody is harmed */
}

/* Who was told to try again finds that nothing was done; who can't be told so, isn't. */
static void stopping_says_what_was_begun(void **state)
{
    static const char post[] = "POST /park HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    (void)state;
    for (unsigned begun = 0; begun < 2; begun++) {
        struct stopper stopper = { start("127.0.0.1", CONNECTIONS, NULL), 0 };
        const int client = dial(stopper.server);
        pthread_t thread;
        say(client, post);
        struct exchange *exchange = wait_parked();
        if (begun)
            assert_true(exchange_take(exchange));
        assert_int_equal(pthread_create(&thread, NULL, stop_it, &stopper), 0);
        struct answer answer = hear(client, NULL);
        assert_int_equal(status_of(&answer), 503);
        assert_true(!strstr(answer.bytes, "it isn't known whether this was done") == !begun);
        free(answer.bytes);
        pthread_join(thread, NULL);
        close(client);
        if (!begun)
            assert_false(exchange_take(exchange));
        reply_to(exchange);
    }
}

static void stopping_ends_streams(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    const int client = dial(server);
    (void)state;
    say(client, GET("/stream", "")); /* and never reads it */
    poll(NULL, 0, 100);
    http_server_stop(server, 0);
    wait_zero(&streams_open);
    close(client);
}

/* ---- where requests come from ---- */

static void expect_client(int client, const char *request, const char *address)
{
    struct answer answer;
    assert_int_equal(ask_at(client, request, &answer), 200);
    assert_string_equal(strstr(answer.bytes, "\r\n\r\n") + 4, address);
    free(answer.bytes);
}

static void believes_forwarded_addresses_from_the_proxy_only(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    (void)state;
    const char *spoofed =
        GET("/client", "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 8.8.8.8, 2001:db8::7\r\n");
    expect_client(dial(server), spoofed, "::ffff:127.0.0.1");
    http_server_stop(server, 1);

    server = start("127.0.0.1", CONNECTIONS, "127.0.0.1");
    expect_client(dial(server), spoofed, "2001:db8::7");
    expect_client(dial(server), GET("/client", "X-Forwarded-For: nonsense\r\n"), "::ffff:127.0.0.1");
    http_server_stop(server, 1);

    char folder[] = "/tmp/branchlight-http-XXXXXX", path[64], address[80];
    assert_non_null(mkdtemp(folder));
    sprintf(path, "%s/socket", folder);
    sprintf(address, "unix:%s", path);
    server = start(address, CONNECTIONS, NULL);
    expect_client(dial_unix(path), GET("/client", "X-Forwarded-For: 8.8.8.8\r\n"), "::ffff:8.8.8.8");
    expect_client(dial_unix(path), GET("/client", ""), "none");
    http_server_stop(server, 1);
    assert_int_not_equal(access(path, F_OK), 0); /* removed with the server */
    assert_int_equal(rmdir(folder), 0);
}

static void says_why_it_cannot_listen(void **state)
{
    struct http_server *server = start("127.0.0.1", CONNECTIONS, NULL);
    char text[256] = "";
    FILE *errors = fmemopen(text, sizeof text, "w");
    (void)state;
    const struct http_settings same = { .address = "127.0.0.1",
                                        .port = http_server_port(server),
                                        .threads = 1,
                                        .connections = 1,
                                        .handle = handle };
    assert_null(http_server_start(&same, errors));
    fclose(errors);
    assert_non_null(strstr(text, "is in use"));
    http_server_stop(server, 1);
}

static unsigned admin_hello(void *context, struct buffer *out)
{
    buffer_text(out, context);
    return 503;
}

static void the_admin_listener_has_its_pages_only(void **state)
{
    static char text[] = "not ready\n";
    char folder[] = "/tmp/branchlight-http-XXXXXX", path[64];
    const struct admin_page pages[] = { { "/readyz", "text/plain", admin_hello, text },
                                        { "/metrics", "text/plain", admin_metrics, NULL } };
    struct answer answer;
    (void)state;
    assert_non_null(mkdtemp(folder));
    sprintf(path, "%s/admin", folder);
    struct http_server *server = admin_start(path, pages, 2, stderr);
    assert_non_null(server);
    assert_int_equal(ask_at(dial_unix(path), GET("/readyz", ""), &answer), 503);
    assert_non_null(strstr(answer.bytes, "\r\n\r\nnot ready\n"));
    free(answer.bytes);
    assert_int_equal(ask_at(dial_unix(path), GET("/metrics", ""), &answer), 200);
    assert_non_null(strstr(answer.bytes, "\nbranchlight_http_connections_open "));
    free(answer.bytes);
    assert_int_equal(ask_at(dial_unix(path), GET("/", ""), NULL), 404);
    assert_int_equal(
        ask_at(dial_unix(path), "PUT /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", NULL), 405);
    http_server_stop(server, 1);
    assert_int_equal(rmdir(folder), 0);
}

/* As systemd hands a socket over: descriptor 3, and the environment says for whom. */
static void takes_over_the_socket_of_systemd(void **state)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    char pid[16];
    (void)state;
    if (fcntl(3, F_GETFD) != -1)
        skip(); /* the test was started with a descriptor 3 of somebody's */
    const int handed = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(handed, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(handed, 8), 0);
    if (handed != 3) {
        assert_int_equal(dup2(handed, 3), 3);
        close(handed);
    }
    sprintf(pid, "%d", (int)getpid());
    setenv("LISTEN_PID", pid, 1);
    setenv("LISTEN_FDS", "1", 1);
    const struct http_settings settings = {
        .address = "127.0.0.1", .port = 1, .threads = 1, .connections = 4, .inherit = true, .handle = handle
    };
    struct http_server *server = http_server_start(&settings, stderr);
    assert_non_null(server);
    assert_null(getenv("LISTEN_FDS")); /* children must not take it for theirs */
    assert_int_equal(ask(server, GET("/x", ""), NULL), 200);
    http_server_stop(server, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_bodies_whole_and_to_the_limit),
        cmocka_unit_test(cuts_off_what_drips),
        cmocka_unit_test(lets_go_of_a_client_that_went_in_mid_sentence),
        cmocka_unit_test(refuses_over_the_limit_and_serves_those_inside),
        cmocka_unit_test(negotiates_validates_and_keeps),
        cmocka_unit_test(compressed_bytes_are_the_same_bytes),
        cmocka_unit_test(what_does_not_last_is_compressed_fast),
        cmocka_unit_test(head_has_the_same_headers_and_no_body),
        cmocka_unit_test(a_handler_that_forgets_to_reply_is_a_500),
        cmocka_unit_test(streams_whole_bodies_side_by_side),
        cmocka_unit_test(streams_are_compressed_where_that_is_asked_for),
        cmocka_unit_test(compressed_streams_are_the_same_bytes),
        cmocka_unit_test(a_client_that_goes_away_ends_its_stream),
        cmocka_unit_test(who_reads_nothing_keeps_nobody_from_streams),
        cmocka_unit_test(a_failing_producer_breaks_the_answer_off),
        cmocka_unit_test(answers_from_another_thread),
        cmocka_unit_test(aborted_requests_leave_nothing),
        cmocka_unit_test(more_arguments_than_there_is_memory_for_leave_nothing),
        cmocka_unit_test(stopping_lets_what_has_begun_finish),
        cmocka_unit_test(stopping_answers_for_a_worker_that_does_not_come_back),
        cmocka_unit_test(stopping_says_what_was_begun),
        cmocka_unit_test(stopping_ends_streams),
        cmocka_unit_test(believes_forwarded_addresses_from_the_proxy_only),
        cmocka_unit_test(says_why_it_cannot_listen),
        cmocka_unit_test(the_admin_listener_has_its_pages_only),
        cmocka_unit_test(takes_over_the_socket_of_systemd),
    };
    signal(SIGPIPE, SIG_IGN);
    log_set_level(LOG_ERROR);
    for (size_t i = 0; i < sizeof body_text; i++)
        body_text[i] = "{\"name\": \"Pasvalys\"}, "[(i * i + i / 7) % 21];
    return cmocka_run_group_tests(tests, NULL, NULL);
}

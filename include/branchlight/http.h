/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP server: sockets, framing, deadlines, bytes. It knows nothing of Branchlight's data: what passed
 * the gate is given to one callback as an `exchange` (a request and the reply to it), and the callback
 * replies, now or later. The only module that includes <microhttpd.h>; docs/adr/0003-http-gate.md lists that
 * library's traps, src/http/gate.c and src/http/deadline.c close them.
 */
#ifndef BRANCHLIGHT_HTTP_H
#define BRANCHLIGHT_HTTP_H

#include "branchlight/arena.h"
#include "branchlight/buffer.h"
#include "branchlight/span.h"

#include <stdint.h>
#include <stdio.h>

/* Named limits on what a client controls (bytes, seconds, counts). */
enum {
    HTTP_URL_MAX = 2048,      /* raw request target; longer: 414 */
    HTTP_HEADERS_MAX = 6144,  /* request line and headers; longer: 431 */
    HTTP_BODY_MAX = 65536,    /* JSON and form bodies; longer: 413 */
    HTTP_HEADER_SECONDS = 10, /* from the request's first line to the end of its headers */
    HTTP_BODY_SECONDS = 30,   /* from the headers to the end of the body */
    HTTP_IDLE_SECONDS = 60,   /* a connection without a whole request line; then closed */
    HTTP_REPLY_SECONDS = 120, /* a client that doesn't read its answer */
    HTTP_STREAM_SECONDS = 60, /* a client that doesn't read 16 KiB of a stream; a listener: its heart-beat */
    HTTP_REPLY_HEADERS_MAX = 12, /* headers that a reply may add */
};

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_METHODS
};
const char *http_method_name(enum http_method method);

struct exchange; /* one request and its reply */

enum http_method exchange_method(const struct exchange *exchange);
/* The path as it was sent: still escaped, without the query; and the query without '?' (absent: at == NULL).
 * Every segment of the path can be decoded, or the gate would have refused it; of the query it saw only that
 * no control byte, blank or '#' is in it: what its escapes stand for is judged with each argument. "OPTIONS
 * *" has the path "*". */
struct span exchange_raw_path(const struct exchange *exchange);
/* Whether more was sent of the path than that, which can't be decoded: it is to be answered with status 400.
 */
bool exchange_path_refused(const struct exchange *exchange);
struct span exchange_raw_query(const struct exchange *exchange);
/* The Host that the request was sent to ("example.org:8080"): one, and well-formed. */
struct span exchange_host(const struct exchange *exchange);
/* The value of a header, white space trimmed; absent: at == NULL. The gate refused repeated single-valued
 * headers; the lines of others are joined with ", ". */
struct span exchange_header(struct exchange *exchange, const char *name);
/* The whole body, at most HTTP_BODY_MAX bytes. */
struct span exchange_body(const struct exchange *exchange);
/* Lives until the reply has been sent. */
struct arena *exchange_arena(struct exchange *exchange);
/* "0123456789abcdef": made for this request, in its log line, its problems and its X-Request-Id. */
const char *exchange_id(const struct exchange *exchange);
/* The event thread that serves it: 0 … threads - 1 (for per-thread tables). */
unsigned exchange_thread(const struct exchange *exchange);
/* The name that the log and the metrics give this request: an operationId or a page's name (a constant
 * string). */
void exchange_set_route(struct exchange *exchange, const char *route);

/* The client's address for rate limits: IPv6, or IPv4 as ::ffff:a.b.c.d. X-Forwarded-For is believed from a
 * Unix socket or the trusted proxy only, and of it only the last address. False where it isn't known. */
bool exchange_client(const struct exchange *exchange, unsigned char ret_address[16]);
enum { NETWORK_BYTES = 8 }; /* of an IPv6 address: /64 */
/* How many bytes of an address say whose network it is in: all of IPv4's. */
unsigned network_bytes(const unsigned char address[16]);
/* Whether both are in one network. */
bool network_same(const unsigned char a[16], const unsigned char b[16]);

struct reply_header {
    const char *name;  /* constant */
    const char *value; /* in the exchange's arena, or constant */
};

/* A body made while it is sent (exports). `produce` is called on a stream thread (never the event thread, one
 * call at a time) and writes up to `capacity` bytes to `into` without waiting for long; it returns how many,
 * 0 at the end, or -1 to break the connection off. `close` is called once, whatever happened; until it
 * returns, the exchange's arena is there, but only `produce` and `close` may use it. */
struct reply_stream {
    long (*produce)(void *state, char *into, size_t capacity);
    void (*close)(void *state);
    void *state;
};

/* The live stream: one source of events for however many listeners (server-sent events). Any thread may say
 * something. */
enum { LIVE_LISTENERS_MAX = 8192 };
struct live;
struct live *live_create(void); /* NULL (logged) where no thread can be started */
/* `text` is a whole event with the empty line behind it, of at most some KiB; numbers grow. */
void live_say(struct live *live, int64_t number, struct span text);
/* Every listener's stream ends; who comes later is refused. */
void live_end(struct live *live);
void live_destroy(struct live *live); /* after the server has stopped; NULL is allowed */

struct reply {
    unsigned status;          /* 200, 404 … ; 0: not replied */
    const char *content_type; /* constant; NULL for none */
    struct span body;         /* in the exchange's arena, or constant */
    struct span
        decisive; /* what decides the body, where that is fewer bytes: the ETag is its hash; or empty */
    struct span gzip, brotli; /* the body compressed beforehand, constant, for when it is kept; or empty */
    struct reply_header headers[HTTP_REPLY_HEADERS_MAX];
    unsigned header_count;
    struct reply_stream stream; /* used where produce is set; then body is empty */
    struct live *live;          /* or the reply is this stream, from behind the event `live_after` on; */
    int64_t live_after;         /* -1: from now on */
    unsigned in_parts : 1;      /* the body is gzip already, put together from parts: exchange_wants_parts */
    unsigned compressible : 1;  /* text: gzip or brotli where the client takes it; a stream: gzip */
    unsigned etag : 1;          /* strong ETag = hash of the bytes; answers If-None-Match with 304 */
    unsigned weak : 1;          /* that ETag is weak: other bytes beside the decisive ones mean the same */
    unsigned keep : 1;          /* may be kept for the next who asks the same (see exchange_kept) */
    unsigned steady : 1;        /* one of few, and long: where it may be kept, from the first asking on */
};

/* Adds a header; a bug (assert) where there are more than HTTP_REPLY_HEADERS_MAX. */
void reply_header(struct reply *reply, const char *name, const char *value);

/* Sends the reply: on the event thread, inside the callback, or from any thread after exchange_suspend.
 * The server does HEAD, ETag and 304, compression (choosing by Accept-Encoding, `Vary` included),
 * X-Request-Id, nosniff and the other headers that every answer has. Exactly once for each exchange. */
void exchange_reply(struct exchange *exchange, const struct reply *reply);

/* Whether If-Match lets the reply to a GET or HEAD be sent (RFC 9110, 13.1.1). Where not, 412 is the answer;
 * who doesn't send a reply that is a stream closes it. */
bool exchange_permits(struct exchange *exchange, const struct reply *reply);

/* Takes the exchange off its event thread until exchange_reply is called, on any thread. */
void exchange_suspend(struct exchange *exchange);

/* On that thread, before anything is changed in its name. False where the server stops and has answered that
 * it may be tried again: then nothing is to be done, and exchange_reply merely lets go of it. */
bool exchange_take(struct exchange *exchange);

/* Kept replies. Each event thread keeps up to 4,096 made replies (16 MiB), from the second asking on
 * (steady ones from the first).
 * `generation` names the state of the world (snapshot and minute); `variant` is whatever decides the bytes
 * beside method and raw target (negotiated language and type). True: the reply was found and has been sent.
 * False: make it and send it with exchange_reply, .keep set where it may be kept for this generation and
 * variant. */
bool exchange_kept(struct exchange *exchange, uint64_t generation, uint64_t variant);

/* Whether the reply is for this reader alone (since it may not be kept, or nobody asked for it before), and
 * the reader takes gzip: then its body may be put together from parts that were compressed beforehand
 * (branchlight/gzip.h), `in_parts` set. `keep` is what the reply's will be. */
bool exchange_wants_parts(struct exchange *exchange, bool keep);

/* Whether a TCP address can be listened on, before anything is made that would be in vain; else one sentence
 * on `errors`. "unix:…" always can, as far as this tells. */
bool http_address_free(const char *address, unsigned port, FILE *errors);

struct http_settings {
    const char *address; /* as in struct config */
    unsigned port;
    unsigned threads;          /* ≥ 1 */
    unsigned connections;      /* admitted at once; beyond: 503 with Retry-After */
    const char *trusted_proxy; /* or NULL */
    const char *public_host;   /* the one Host that is accepted, "example.org[:port]"; NULL: any */
    bool inherit;              /* take the listening socket of systemd, if there is one */
    unsigned hurry;            /* tests: every time limit is divided by it; 0 means 1 */
    /* Called on an event thread with a request that is whole. It replies (exchange_reply, exchange_kept), or
     * calls exchange_suspend and sees to it that somebody replies later. */
    void (*handle)(struct exchange *exchange, void *context);
    /* Called once while the server stops, when nothing is in progress any more or time is up: after it
     * returns nobody replies from another thread. NULL: nobody ever does. */
    void (*settle)(void *context);
    struct live *live; /* ended when the server begins to stop; or NULL */
    void *context;
};

struct http_server;

/* Binds and starts answering. On failure: one sentence with the remedy on `errors`, NULL. */
struct http_server *http_server_start(const struct http_settings *settings, FILE *errors);
/* The TCP port that was bound (for port 0). */
unsigned http_server_port(const struct http_server *server);
/* Stops accepting, lets what has begun finish for up to `seconds`, then closes everything. */
void http_server_stop(struct http_server *server, unsigned seconds);

/* The admin listener: a Unix socket at `path` (owner and group only) that answers GET for a few exact paths.
 * `write` fills the body and returns the status; it is called on the listener's own thread. */
struct admin_page {
    const char *path;         /* "/readyz" */
    const char *content_type; /* "text/plain; charset=utf-8" */
    unsigned (*write)(void *context, struct buffer *out);
    void *context;
};
struct http_server *admin_start(const char *path, const struct admin_page *pages, unsigned count,
                                FILE *errors);
/* A page's `write` for /metrics. */
unsigned admin_metrics(void *context, struct buffer *out);

/* Strict decoding of a raw path segment or query part (RFC 3986): bad escapes, an escaped slash in a path,
 * NUL, control bytes and bad UTF-8 are refused (false). '+' is a space in queries only. The result is in the
 * arena, NUL-terminated, never longer than the raw text. */
enum http_part { HTTP_PATH_SEGMENT, HTTP_QUERY_PART };
bool http_decode(struct arena *arena, enum http_part part, struct span raw, struct span *ret_text);
/* Whether bytes are UTF-8 (RFC 3629): the database takes nothing else. */
bool http_utf8(struct span text);

/* Negotiation (RFC 9110, 12.5): index of the best of `count` offers for an Accept or Accept-Language header,
 * the first of equals; -1 where none is acceptable. An absent or empty header accepts all. Language ranges
 * match by prefix ("en-GB" takes "en"). */
int http_accept_type(struct span header, const char *const *offers, unsigned count);
int http_accept_language(struct span header, const char *const *offers, unsigned count);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of src/http/ share: a connection, an exchange, an event thread.
 *
 * An event thread belongs to libmicrohttpd and serves its connections for as long as they live, so whatever
 * hangs on `struct event_thread` needs no lock, but for the list of connections: the sweeper of deadline.c
 * walks it.
 */
#ifndef BRANCHLIGHT_HTTP_INTERNAL_H
#define BRANCHLIGHT_HTTP_INTERNAL_H

#include "branchlight/http.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    CONNECTION_MEMORY = 16384, /* bytes that libmicrohttpd may use for a connection's headers and buffers */
    HEADERS_MAX = 64,          /* header lines; more: 431 */
    SPARE_EXCHANGES = 64,      /* kept for reuse by each event thread */
    LINGER_MS = 2000, /* after a refusal: time to let the client read it before the connection goes */
};

/* What a connection is doing; each has its time limit (deadline.c). */
enum stage {
    STAGE_IDLE,    /* no whole request line yet */
    STAGE_HEADERS, /* a request line, not yet all headers */
    STAGE_BODY,    /* headers, not yet the whole body */
    STAGE_WORKING, /* the callback, or a worker, is making the reply */
    STAGE_SENDING, /* a reply is being written */
    STAGE_STREAM,  /* a reply is being made while it is written */
    STAGE_LINGER,  /* refused; what still arrives is thrown away */
    STAGE_CUT,     /* the sweeper has ended it */
};

struct connection {
    struct event_thread *home;
    struct connection *previous, *next; /* in home's list, under home's lock */
    _Atomic uint64_t progress;          /* stage in the low 4 bits, milliseconds of its start above them */
    struct exchange *exchange;          /* that has begun and not ended; the event thread's own */
    int descriptor;
    bool local;           /* a Unix socket */
    bool counted;         /* against the admission limit */
    struct in6_addr peer; /* IPv4 as ::ffff:a.b.c.d; unspecified for a Unix socket */
};

struct header {
    struct span name, value;
};

enum exchange_state {
    EXCHANGE_HERE,
    EXCHANGE_AWAY,      /* waiting for who answers elsewhere */
    EXCHANGE_TAKEN,     /* who has begun to */
    EXCHANGE_BACK,      /* answered */
    EXCHANGE_ABANDONED, /* by a server that stops; nothing was begun */
    EXCHANGE_TORN,      /* likewise, while somebody was at it */
};

struct exchange {
    struct exchange *next; /* among the spare ones */
    struct exchange *away_next, *away_previous;
    struct event_thread *home;
    struct connection *connection;
    struct MHD_Connection *handle;
    struct arena *arena;
    _Atomic int owners; /* the event thread, and who answers elsewhere: a worker, a stream */
    _Atomic int state;  /* enum exchange_state */
    enum http_method method;
    bool gated, whole, refused, path_refused, minor_zero, kept_fleeting, kept_missing, kept_wanted, streaming;
    bool away;         /* in the server's list of those that are; the event thread's own */
    bool ready_shared; /* `ready` belongs to the kept table */
    unsigned status;
    uint64_t sent; /* bytes of the body */
    int64_t started_ns;
    const char *route;
    char id[17];
    struct MHD_Response *ready;                        /* made, not yet queued */
    uint64_t kept_hash, kept_generation, kept_variant; /* set by exchange_kept */
    struct span host, path, query;
    char *body;
    size_t body_length, body_capacity;
    unsigned header_count;
    struct header headers[HEADERS_MAX];
    const char *target_at; /* where the library has it: for comparing addresses only */
    size_t target_length;  /* as it was sent; what is longer than HTTP_URL_MAX isn't stored */
    char target[HTTP_URL_MAX + 1];
};

struct kept_table;

struct event_thread {
    struct http_server *server;
    unsigned index;
    pthread_mutex_t lock; /* of the list of connections */
    struct connection *connections;
    struct exchange *spare;
    unsigned spare_count;
    uint64_t identity; /* counts; exchange ids are made of it */
    struct kept_table *kept;
};

struct http_server {
    struct http_settings settings;
    struct MHD_Daemon *daemon;
    int listener;
    bool listener_inherited; /* systemd's: it goes on listening for the next server */
    unsigned port;
    char *socket_path; /* of a Unix socket that we made; removed at the end */
    struct in6_addr proxy;
    bool proxy_known;
    _Atomic unsigned admitted;  /* connections under the admission limit */
    _Atomic unsigned overflow;  /* connections beyond it, being told so */
    _Atomic unsigned exchanges; /* in progress */
    pthread_mutex_t away_lock;
    struct exchange *away; /* suspended ones */
    _Atomic bool draining, overdue, stopping;
    pthread_t sweeper;
    _Atomic unsigned thread_count;
    struct event_thread *threads; /* settings.threads of them */
};

/* ---- request.c: the library's callbacks ---- */
void *on_target(void *context, const char *target, struct MHD_Connection *handle);
size_t on_unescape(void *context, struct MHD_Connection *handle, char *text);
enum MHD_Result on_request(void *context, struct MHD_Connection *handle, const char *url, const char *method,
                           const char *version, const char *data, size_t *size, void **state);
void on_end(void *context, struct MHD_Connection *handle, void **state, enum MHD_RequestTerminationCode how);
void on_connection(void *context, struct MHD_Connection *handle, void **socket_context,
                   enum MHD_ConnectionNotificationCode code);

/* ---- listen.c ---- */
/* A listening, non-blocking socket as the settings say, or the one that systemd handed over. -1 and one
 * sentence on `errors` where that failed. */
int listen_open(struct http_server *server, FILE *errors);
void listen_refuse(struct http_server *server); /* who connects from now on is refused */
void listen_close(struct http_server *server);
/* Lets the process open as many files as the system allows; warns where `connections` won't fit. */
void listen_raise_file_limit(unsigned connections);

/* ---- exchange.c ---- */
struct exchange *exchange_begin(struct connection *connection, struct MHD_Connection *handle);
/* Gives up one ownership; the last one recycles or frees. `here`: on the event thread. */
void exchange_release(struct exchange *exchange, bool here);
void exchanges_free(struct event_thread *thread);
void exchange_body_add(struct exchange *exchange, const char *bytes, size_t length);
/* Gives the arena back before the exchange's end: nothing in it is needed any more. */
void exchange_spare_arena(struct exchange *exchange);
/* Notes that an exchange is on its event thread again; nothing where it never left, or that is known. */
void exchange_back(struct exchange *exchange);
/* Ends those that are away, because the server stops: they are answered with 503. */
void exchanges_abandon(struct http_server *server);

/* ---- gate.c ---- */
struct refusal {
    unsigned status; /* 0: admitted */
    const char *detail;
    const char *where; /* JSON object that points to the place; NULL for none */
    char where_text[96];
};
/* Judges the request whose headers have just been read. `method` and `version` are the strings that the
 * library gave: they lie in the raw header block of `size` bytes, which begins with the method. */
struct refusal gate_judge(struct exchange *exchange, const char *method, const char *version, size_t size);

/* ---- decode.c ---- */
/* Whether a raw path (all of it) may be decoded; if not, the offset of the first byte that is wrong. */
bool http_path_valid(struct span raw, size_t *ret_offset);
/* Whether a raw query has only bytes that may stand in a request line; its escapes aren't looked at. */
bool http_query_plain(struct span raw, size_t *ret_offset);

/* ---- refuse.c ---- */
/* Writes a whole answer past the library and lets nothing follow it on that connection. */
void refuse(struct connection *connection, const struct refusal *refusal, const char *id, bool head);
const char *status_phrase(unsigned status);

/* ---- deadline.c ---- */
/* Enters the next stage; false where the sweeper has cut the connection meanwhile. */
bool connection_enter(struct connection *connection, enum stage stage);
enum stage connection_stage(const struct connection *connection);
/* Opened and closed, as the library's notification says. */
struct connection *connection_open(struct http_server *server, struct MHD_Connection *handle);
void connection_close(struct connection *connection);
void *deadline_sweep(void *argument); /* the server */

/* ---- negotiate.c ---- */
/* GZIP_ONCE: gzip made for one reader; GZIP_PARTS: and put together from parts. They are asked for and named
 * as gzip is, but their bytes are others, and so are their ETags. */
enum encoding {
    ENCODING_IDENTITY,
    ENCODING_GZIP,
    ENCODING_BROTLI,
    ENCODING_GZIP_ONCE,
    ENCODING_GZIP_PARTS,
    ENCODINGS
};
/* Bit set of encodings that an Accept-Encoding header takes (identity always), and which one of those in
 * `offered` is best. */
unsigned encoding_acceptable(struct span header);
enum encoding encoding_best(struct span header, unsigned offered);

/* ---- encode.c ---- */
/* The bytes encoded, in memory of malloc; NULL where that failed. */
char *encode(enum encoding encoding, struct span bytes, size_t *ret_length);
extern const char *const encoding_names[ENCODINGS];

enum { STREAM_PIECE = 32768 }; /* bytes that a stream makes at a time */
/* Compresses a stream with gzip, piece by piece. One takes 300 KiB: deflate's window and tables, and a piece
 * before it is compressed. NULL where there is no memory. */
struct encoder;
struct encoder *encoder_create(void);
void encoder_destroy(struct encoder *encoder); /* NULL is allowed */
/* The next bytes of the compressed `source`, as its own `produce` would give them: at most `capacity` (more
 * than 6), 0 at the end, -1 where it failed. */
long encoder_piece(struct encoder *encoder, const struct reply_stream *source, char *into, size_t capacity);

/* ---- reply.c ---- */
enum { ETAG_HEX = 32, COMPRESS_FROM = 1024 };
/* XXH3-128 of the bytes, hexadecimal (an ETag tells versions apart, and keeps nobody out); and the ETag of it
 * for an encoding, quotes included. */
void etag_hash(struct span bytes, char ret_hex[ETAG_HEX + 1]);
void etag_format(const char *hex, enum encoding encoding, char ret_etag[ETAG_HEX + 8]);
/* Which encoding's ETag a list of tags names among `acceptable`; -1 for none. If-Match compares strongly,
 * If-None-Match doesn't. */
int etag_match(struct span tags, const char *hex, unsigned acceptable, bool strong);
struct MHD_Response *response_make(const struct reply *reply, struct span body,
                                   enum MHD_ResponseMemoryMode mode, enum encoding encoding, const char *hex,
                                   bool not_modified);
void response_head(struct MHD_Response *response, const struct reply *reply, enum encoding encoding,
                   const char *hex, bool not_modified);
/* The reply is made: on the event thread it is sent when the callback returns; from elsewhere the event
 * thread is woken. `response` NULL: out of memory. */
void exchange_finish(struct exchange *exchange, unsigned status, struct MHD_Response *response,
                     uint64_t bytes, bool shared);

/* ---- kept.c ---- */
/* Keeps a reply and sends it; false where it is too large to keep. */
bool kept_store(struct exchange *exchange, const struct reply *reply, const char *hex);
void kept_free(struct kept_table *table);

/* ---- live.c ---- */
/* NULL where there are too many listeners. */
struct MHD_Response *live_response(struct exchange *exchange, struct live *live, int64_t after);

/* ---- stream.c ---- */
/* A response whose body is made by the stream threads, as it is or compressed with gzip; NULL where too many
 * are waiting. */
struct MHD_Response *stream_response(struct exchange *exchange, const struct reply_stream *source, bool gzip);

#endif

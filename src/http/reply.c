/* SPDX-License-Identifier: Apache-2.0
 *
 * From a struct reply to the library's response: common headers, Vary, ETag and 304, compression.
 *
 * The ETag is a hash of the bytes before encoding, with a suffix that names the encoding, so that it stays
 * strong. A client may hold any encoding that it accepts; whichever of them If-None-Match names, its copy is
 * still good. */
#include "internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <xxhash.h>

void reply_header(struct reply *reply, const char *name, const char *value)
{
    assert(reply->header_count < HTTP_REPLY_HEADERS_MAX);
    reply->headers[reply->header_count++] = (struct reply_header){ name, value };
}

void etag_hash(struct span bytes, char ret_hex[ETAG_HEX + 1])
{
    XXH128_canonical_t hash;

    XXH128_canonicalFromHash(&hash, XXH3_128bits(bytes.at, bytes.length));
    sodium_bin2hex(ret_hex, ETAG_HEX + 1, hash.digest, sizeof hash.digest);
}

void etag_format(const char *hex, enum encoding encoding, char ret_etag[ETAG_HEX + 8])
{
    static const char *const ends[ENCODINGS] = { "\"", "-gz\"", "-br\"", "-g1\"", "-gp\"" };
    ret_etag[0] = '"';
    memcpy(ret_etag + 1, hex, ETAG_HEX);
    memcpy(ret_etag + 1 + ETAG_HEX, ends[encoding], strlen(ends[encoding]) + 1);
}

/* One opaque tag at the front of the list, with its quotes; false at the end or where it isn't one. */
static bool next_tag(struct span *list, struct span *ret_tag, bool *ret_weak)
{
    while (list->length > 0 && (list->at[0] == ' ' || list->at[0] == '\t' || list->at[0] == ',')) {
        list->at++;
        list->length--;
    }
    *ret_weak = span_starts(*list, SPAN("W/"));
    if (*ret_weak)
        *list = (struct span){ list->at + 2, list->length - 2 };
    const char *end =
        list->length > 1 && list->at[0] == '"' ? memchr(list->at + 1, '"', list->length - 1) : NULL;
    if (!end)
        return false;
    *ret_tag = (struct span){ list->at, (size_t)(end - list->at) + 1 };
    *list = (struct span){ end + 1, list->length - ret_tag->length };
    return true;
}

int etag_match(struct span tags, const char *hex, unsigned acceptable, bool strong)
{
    char etag[ETAG_HEX + 8];
    struct span tag;
    bool weak;
    if (span_equal(tags, SPAN("*")))
        return ENCODING_IDENTITY;
    while (next_tag(&tags, &tag, &weak)) {
        for (unsigned i = 0; i < ENCODINGS && !(weak && strong); i++) {
            etag_format(hex, (enum encoding)i, etag);
            if (acceptable & 1u << i && span_equal(tag, span_of(etag)))
                return (int)i;
        }
    }
    return -1;
}

static struct span decisive_bytes(const struct reply *reply)
{
    return reply->decisive.at ? reply->decisive : reply->body;
}

bool exchange_permits(struct exchange *exchange, const struct reply *reply)
{
    const struct span tags = exchange_header(exchange, "If-Match");
    char hex[ETAG_HEX + 1];
    if (!tags.at || reply->status != 200 || span_equal(tags, SPAN("*")))
        return true;
    if (!reply->etag || reply->weak) /* a strong comparison finds no weak one */
        return false;
    etag_hash(decisive_bytes(reply), hex);
    return etag_match(tags, hex, encoding_acceptable(exchange_header(exchange, "Accept-Encoding")), true) >=
           0;
}

static void add_vary(struct MHD_Response *response, const struct reply *reply)
{
    char joined[256];
    for (unsigned i = 0; i < reply->header_count; i++) {
        if (strcmp(reply->headers[i].name, "Vary") != 0)
            continue;
        const size_t length = strlen(reply->headers[i].value);
        if (!reply->compressible || length + sizeof ", Accept-Encoding" > sizeof joined) {
            MHD_add_response_header(response, "Vary", reply->headers[i].value);
            return;
        }
        memcpy(joined, reply->headers[i].value, length);
        memcpy(joined + length, ", Accept-Encoding", sizeof ", Accept-Encoding");
        MHD_add_response_header(response, "Vary", joined);
        return;
    }
    if (reply->compressible)
        MHD_add_response_header(response, "Vary", "Accept-Encoding");
}

void response_head(struct MHD_Response *response, const struct reply *reply, enum encoding encoding,
                   const char *hex, bool not_modified)
{
    char etag[ETAG_HEX + 10] = "W/";

    if (reply->content_type && !not_modified)
        MHD_add_response_header(response, "Content-Type", reply->content_type);
    if (encoding != ENCODING_IDENTITY && !not_modified)
        MHD_add_response_header(response, "Content-Encoding", encoding_names[encoding]);
    for (unsigned i = 0; i < reply->header_count; i++) {
        const struct reply_header *header = &reply->headers[i];
        if (strcmp(header->name, "Vary") != 0 &&
            !(not_modified && strncmp(header->name, "Content-D", 9) == 0))
            MHD_add_response_header(response, header->name, header->value);
    }
    add_vary(response, reply);
    if (hex) {
        etag_format(hex, encoding, etag + 2);
        MHD_add_response_header(response, "ETag", reply->weak ? etag : etag + 2);
    }
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "same-origin");
}

struct MHD_Response *response_make(const struct reply *reply, struct span body,
                                   enum MHD_ResponseMemoryMode mode, enum encoding encoding, const char *hex,
                                   bool not_modified)
{
    union {
        const char *constant;
        void *plain;
    } bytes = { .constant = body.at }; /* the library takes a plain pointer, and only reads */
    struct MHD_Response *response = MHD_create_response_from_buffer(body.length, bytes.plain, mode);
    if (response)
        response_head(response, reply, encoding, hex, not_modified);
    return response;
}

/* The reply is given back to the event thread: at once where this is it, else by waking it. `shared`
 * responses belong to a table and are only borrowed. */
static void hand_over(struct exchange *exchange, unsigned status, struct MHD_Response *response,
                      uint64_t bytes, bool shared)
{
    const bool bodyless = exchange->method == HTTP_HEAD || status == 304;
    if (response && !shared && atomic_load(&exchange->home->server->draining))
        MHD_add_response_header(response, "Connection", "close");
    exchange->status = status;
    exchange->sent = bodyless ? 0 : bytes;
    exchange->ready = response;
    exchange->ready_shared = shared;
}

void exchange_finish(struct exchange *exchange, unsigned status, struct MHD_Response *response,
                     uint64_t bytes, bool shared)
{
    int away = EXCHANGE_AWAY, taken = EXCHANGE_TAKEN;
    if (atomic_load(&exchange->state) == EXCHANGE_HERE) {
        hand_over(exchange, status, response, bytes, shared);
        return;
    }
    if (atomic_compare_exchange_strong(&exchange->state, &away, EXCHANGE_BACK) ||
        atomic_compare_exchange_strong(&exchange->state, &taken, EXCHANGE_BACK)) {
        hand_over(exchange, status, response, bytes, shared);
        MHD_resume_connection(exchange->handle);
    } else if (response && !shared) {
        MHD_destroy_response(
            response); /* the server stopped meanwhile and has answered by itself; it may be gone */
    }
    exchange_release(exchange, false);
}

static unsigned encodings_offered(const struct reply *reply)
{
    const bool worth = reply->compressible && reply->body.length >= COMPRESS_FROM;
    return 1u << ENCODING_IDENTITY | (worth ? 1u << ENCODING_GZIP : 0);
}

bool exchange_wants_parts(struct exchange *exchange, bool keep)
{
    return !(keep && exchange->kept_wanted) &&
           encoding_best(exchange_header(exchange, "Accept-Encoding"),
                         1u << ENCODING_IDENTITY | 1u << ENCODING_GZIP) == ENCODING_GZIP;
}

static void finish_parts(struct exchange *exchange, const struct reply *reply, const char *hex)
{
    struct MHD_Response *response =
        response_make(reply, reply->body, MHD_RESPMEM_PERSISTENT, ENCODING_GZIP_PARTS, hex, false);
    exchange_finish(exchange, reply->status, response, reply->body.length, false);
}

/* Compressed where that is asked for; the body as it is where not, or where it fails. */
static void finish_body(struct exchange *exchange, const struct reply *reply, const char *hex)
{
    if (reply->in_parts) {
        finish_parts(exchange, reply, hex);
        return;
    }
    const enum encoding best =
        encoding_best(exchange_header(exchange, "Accept-Encoding"), encodings_offered(reply));
    struct span body = reply->body;
    size_t length;
    char *encoded = best == ENCODING_GZIP ? encode(ENCODING_GZIP_ONCE, body, &length) : NULL;
    const enum encoding encoding = encoded ? ENCODING_GZIP_ONCE : ENCODING_IDENTITY;
    if (encoded)
        body = (struct span){ encoded, length };
    struct MHD_Response *response = response_make(
        reply, body, encoded ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT, encoding, hex, false);
    if (!response)
        free(encoded);
    exchange_finish(exchange, reply->status, response, body.length, false);
}

/* Instead of a reply for which all places are taken; who may read that one may read this one, too. */
static void finish_busy(struct exchange *exchange, const struct reply *instead)
{
    struct reply reply = { .status = 503,
                           .content_type = "application/problem+json",
                           .body = SPAN("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
                                        "\"status\":503,\"detail\":\"As many are reading this at once as "
                                        "the server can take. Try again in a few seconds.\"}\n") };

    for (unsigned i = 0; i < instead->header_count; i++) {
        if (strcmp(instead->headers[i].name, "Vary") == 0 ||
            strncmp(instead->headers[i].name, "Access-Control-", 15) == 0)
            reply_header(&reply, instead->headers[i].name, instead->headers[i].value);
    }
    reply_header(&reply, "Cache-Control", "no-store");
    reply_header(&reply, "Retry-After", "5");
    finish_body(exchange, &reply, NULL);
}

static void finish_live(struct exchange *exchange, const struct reply *reply)
{
    struct MHD_Response *response = live_response(exchange, reply->live, reply->live_after);
    if (!response) {
        finish_busy(exchange, reply);
        return;
    }
    response_head(response, reply, ENCODING_IDENTITY, NULL, false);
    exchange_finish(exchange, reply->status, response, 0, false);
    exchange_spare_arena(exchange); /* it will be long before this ends */
}

static void finish_stream(struct exchange *exchange, const struct reply *reply)
{
    const unsigned offered = 1u << ENCODING_IDENTITY | (reply->compressible ? 1u << ENCODING_GZIP : 0);
    const enum encoding encoding = encoding_best(exchange_header(exchange, "Accept-Encoding"), offered);
    struct MHD_Response *response = stream_response(exchange, &reply->stream, encoding == ENCODING_GZIP);
    if (!response) {
        reply->stream.close(reply->stream.state);
        finish_busy(exchange, reply);
        return;
    }
    response_head(response, reply, encoding, NULL, false);
    exchange_finish(exchange, reply->status, response, 0, false);
}

void exchange_reply(struct exchange *exchange, const struct reply *reply)
{
    char hex[ETAG_HEX + 1];
    const bool read = exchange->method == HTTP_GET || exchange->method == HTTP_HEAD;
    const bool tagged = reply->etag && reply->status == 200 && read;

    if (reply->live) {
        finish_live(exchange, reply);
        return;
    }
    if (reply->stream.produce) {
        finish_stream(exchange, reply);
        return;
    }
    if (tagged)
        etag_hash(decisive_bytes(reply), hex);
    const bool keep = reply->keep && (exchange->kept_wanted || (reply->steady && exchange->kept_missing));

    if (tagged && keep && kept_store(exchange, reply, hex))
        return;
    const struct span asked = tagged ? exchange_header(exchange, "If-None-Match") : (struct span){ 0 };
    const int match =
        asked.at
            ? etag_match(asked, hex, encoding_acceptable(exchange_header(exchange, "Accept-Encoding")), false)
            : -1;
    if (match < 0) {
        finish_body(exchange, reply, tagged ? hex : NULL);
        return;
    }
    struct MHD_Response *response =
        response_make(reply, (struct span){ 0 }, MHD_RESPMEM_PERSISTENT, (enum encoding)match, hex, true);
    exchange_finish(exchange, 304, response, 0, false);
}

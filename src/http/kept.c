/* SPDX-License-Identifier: Apache-2.0
 *
 * Kept replies: each event thread has a table of its own, so nothing is locked, and a hit is one hash, one
 * comparison and a response object of the library that is sent as it is. Encodings and 304s are made when
 * first asked for.
 *
 * Compressing well takes as long as some hundred answers from memory. Where the one before lived less than a
 * second, it isn't worth that: its successor is compressed as for one reader until it is a second old.
 *
 * A target is kept when it is asked for the second time: `seen` remembers hashes only, so a flood of
 * different targets costs neither memory nor making. The hash is keyed (SipHash), so nobody can aim at one
 * bucket. */
#include "internal.h"

#include "branchlight/metrics.h"

#include <sodium.h>
#include <stdlib.h>

enum {
    ENTRIES_MAX = 4096,
    BUCKETS = 4096,
    SEEN = 4096,
    BYTES_MAX = 16 * 1024 * 1024,
    BODY_MAX =
        256 * 1024,  /* larger ones aren't worth the time of compressing them well on the event thread */
    OVERHEAD = 2048, /* counted for each entry beside its bodies */
    FLEETING_NS = 1000000000,
};

struct kept {
    struct kept *next;
    uint64_t hash, generation, variant;
    struct span target;
    const char *route;  /* constant */
    struct reply reply; /* its strings are in memory of the entry */
    char *strings;
    size_t bytes;
    int64_t made_ns;
    bool fleeting; /* the one before it lived less than FLEETING_NS, and so far it hasn't lived longer */
    char hex[ETAG_HEX + 1];
    struct MHD_Response *full[ENCODINGS], *unmodified[ENCODINGS];
    size_t lengths[ENCODINGS];
};

struct kept_table {
    unsigned char key[crypto_shorthash_KEYBYTES];
    unsigned count;
    size_t bytes;
    struct kept *buckets[BUCKETS];
    uint64_t seen[SEEN];
};

static struct kept_table *table_of(struct event_thread *thread)
{
    if (!thread->kept) {
        thread->kept = calloc(1, sizeof *thread->kept);
        if (thread->kept)
            crypto_shorthash_keygen(thread->kept->key);
    }
    return thread->kept;
}

static void kept_destroy(struct kept *kept)
{
    for (unsigned i = 0; i < ENCODINGS; i++) {
        if (kept->full[i])
            MHD_destroy_response(kept->full[i]);
        if (kept->unmodified[i])
            MHD_destroy_response(kept->unmodified[i]);
    }
    free(kept->strings);
    free(kept);
}

static void unlink_at(struct kept_table *table, struct kept **link)
{
    struct kept *kept = *link;
    *link = kept->next;
    table->count--;
    table->bytes -= kept->bytes;
    kept_destroy(kept);
}

/* Drops what is of another generation, or everything. */
static void drop(struct kept_table *table, bool everything, uint64_t generation)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        for (struct kept **link = &table->buckets[i]; *link;) {
            if (everything || (*link)->generation != generation)
                unlink_at(table, link);
            else
                link = &(*link)->next;
        }
    }
}

void kept_free(struct kept_table *table)
{
    if (table)
        drop(table, true, 0);
    free(table);
}

static struct kept **find(struct kept_table *table, const struct exchange *exchange)
{
    struct kept **link = &table->buckets[exchange->kept_hash % BUCKETS];
    const struct span target = { exchange->target, exchange->target_length };
    while (*link && ((*link)->hash != exchange->kept_hash || (*link)->variant != exchange->kept_variant ||
                     !span_equal((*link)->target, target)))
        link = &(*link)->next;
    return link;
}

static char *copy_text(char **into, const char *text)
{
    char *copy = *into;
    const size_t size = strlen(text) + 1;
    memcpy(copy, text, size);
    *into += size;
    return copy;
}

/* The reply's strings and the target, in one block. */
static bool copy_strings(struct kept *kept, const struct exchange *exchange, const struct reply *reply)
{
    size_t size = exchange->target_length + 1 + reply->body.length;
    for (unsigned i = 0; i < reply->header_count; i++)
        size += strlen(reply->headers[i].value) + 1;
    char *into = kept->strings = malloc(size);
    if (!into)
        return false;
    kept->reply = *reply;
    for (unsigned i = 0; i < reply->header_count; i++)
        kept->reply.headers[i].value = copy_text(&into, reply->headers[i].value);
    kept->target = (struct span){ into, exchange->target_length };
    memcpy(into, exchange->target, exchange->target_length);
    into += exchange->target_length;
    if (reply->body.length > 0)
        memcpy(into, reply->body.at, reply->body.length);
    kept->reply.body.at = into;
    kept->bytes = OVERHEAD + size;
    return true;
}

static enum encoding encoding_of(const struct kept *kept, struct span accept)
{
    const bool worth = kept->reply.compressible && kept->reply.body.length >= COMPRESS_FROM;
    const bool hurried = kept->fleeting && !kept->reply.brotli.at;
    const unsigned offered = 1u << ENCODING_IDENTITY | (worth ? 1u << ENCODING_GZIP : 0) |
                             (worth && !hurried ? 1u << ENCODING_BROTLI : 0);
    const enum encoding best = encoding_best(accept, offered);
    return best == ENCODING_GZIP && hurried ? ENCODING_GZIP_ONCE : best;
}

/* Empty where it is compressed when it is first asked for. */
static struct span encoded_beforehand(const struct reply *reply, enum encoding encoding)
{
    if (encoding == ENCODING_GZIP)
        return reply->gzip;
    return encoding == ENCODING_BROTLI ? reply->brotli : (struct span){ 0 };
}

/* The bytes of a body in that encoding: constant, to be freed by the library, or to be copied by it. */
static struct span body_in(const struct reply *reply, enum encoding encoding,
                           enum MHD_ResponseMemoryMode *ret_memory)
{
    const struct span ready = encoded_beforehand(reply, encoding);
    struct span body = reply->body;

    *ret_memory = ready.at ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY;
    if (ready.at || encoding == ENCODING_IDENTITY)
        return ready.at ? ready : body;
    *ret_memory = MHD_RESPMEM_MUST_FREE;
    body.at = encode(encoding, reply->body, &body.length);
    return body;
}

/* The body is copied once more into the response: an entry may be dropped while the library still sends it.
 */
static struct MHD_Response *full_response(struct kept_table *table, struct kept *kept, enum encoding encoding)
{
    enum MHD_ResponseMemoryMode memory;
    if (kept->full[encoding])
        return kept->full[encoding];
    const struct span body = body_in(&kept->reply, encoding, &memory);
    if (!body.at)
        return NULL;
    struct MHD_Response *response = response_make(&kept->reply, body, memory, encoding, kept->hex, false);
    if (!response) {
        if (memory == MHD_RESPMEM_MUST_FREE)
            free((char *)body.at);
        return NULL;
    }
    kept->full[encoding] = response;
    kept->lengths[encoding] = body.length;
    kept->bytes += body.length;
    table->bytes += body.length;
    return response;
}

static struct MHD_Response *unmodified_response(struct kept *kept, enum encoding encoding)
{
    if (!kept->unmodified[encoding])
        kept->unmodified[encoding] = response_make(&kept->reply, (struct span){ 0 }, MHD_RESPMEM_PERSISTENT,
                                                   encoding, kept->hex, true);
    return kept->unmodified[encoding];
}

static int64_t lived(const struct kept *kept, const struct exchange *exchange)
{
    return exchange->started_ns - kept->made_ns;
}

static bool serve(struct kept_table *table, struct kept *kept, struct exchange *exchange)
{
    exchange->route = kept->route;
    const struct span accept = exchange_header(exchange, "Accept-Encoding");
    const struct span asked = exchange_header(exchange, "If-None-Match");
    const int match = asked.at ? etag_match(asked, kept->hex, encoding_acceptable(accept), false) : -1;
    if (match >= 0) {
        struct MHD_Response *response = unmodified_response(kept, (enum encoding)match);
        if (response)
            exchange_finish(exchange, 304, response, 0, true);
        return response != NULL;
    }
    kept->fleeting = kept->fleeting && lived(kept, exchange) < FLEETING_NS;
    const enum encoding encoding = encoding_of(kept, accept);
    struct MHD_Response *response = full_response(table, kept, encoding);
    if (response)
        exchange_finish(exchange, kept->reply.status, response, kept->lengths[encoding], true);
    return response != NULL;
}

/* Notes that a target was asked for; whether it had been before. */
static bool seen_before(struct kept_table *table, uint64_t hash)
{
    uint64_t *place = &table->seen[hash % SEEN];
    const bool before = *place == hash;
    *place = hash;
    return before;
}

bool exchange_kept(struct exchange *exchange, uint64_t generation, uint64_t variant)
{
    struct kept_table *table = table_of(exchange->home);
    unsigned char hash[crypto_shorthash_BYTES];

    /* A server that stops tells clients to close, which kept responses don't; If-Match is judged with the
     * reply at hand (exchange_permits). */
    if (!table || (exchange->method != HTTP_GET && exchange->method != HTTP_HEAD) ||
        atomic_load_explicit(&exchange->home->server->draining, memory_order_relaxed) ||
        exchange_header(exchange, "If-Match").at)
        return false;
    crypto_shorthash(hash, (const unsigned char *)exchange->target, exchange->target_length, table->key);
    memcpy(&exchange->kept_hash, hash, sizeof exchange->kept_hash);
    exchange->kept_hash ^= variant * 0x9E3779B97F4A7C15u;
    exchange->kept_generation = generation;
    exchange->kept_variant = variant;

    struct kept **link = find(table, exchange);
    if (*link && (*link)->generation == generation && serve(table, *link, exchange)) {
        metrics_add(METRIC_KEPT_HITS, 1);
        return true;
    }
    exchange->kept_missing = true;
    exchange->kept_wanted = seen_before(table, exchange->kept_hash);
    if (*link) {
        exchange->kept_fleeting = lived(*link, exchange) < FLEETING_NS;
        unlink_at(table, link);
        exchange->kept_wanted = true;
    }
    return false;
}

bool kept_store(struct exchange *exchange, const struct reply *reply, const char *hex)
{
    struct kept_table *table = table_of(exchange->home);
    struct kept *kept;

    if (!table || atomic_load(&exchange->state) != EXCHANGE_HERE || reply->body.length > BODY_MAX)
        return false;
    if (table->count >= ENTRIES_MAX || table->bytes + 3 * reply->body.length + OVERHEAD > BYTES_MAX)
        drop(table, false, exchange->kept_generation);
    if (table->count >= ENTRIES_MAX || table->bytes + 3 * reply->body.length + OVERHEAD > BYTES_MAX)
        drop(table, true, 0);
    kept = calloc(1, sizeof *kept);
    if (!kept || !copy_strings(kept, exchange, reply)) {
        free(kept);
        return false;
    }
    kept->hash = exchange->kept_hash;
    kept->generation = exchange->kept_generation;
    kept->variant = exchange->kept_variant;
    kept->route = exchange->route;
    kept->made_ns = exchange->started_ns;
    kept->fleeting = exchange->kept_fleeting;
    memcpy(kept->hex, hex, sizeof kept->hex);
    struct kept **bucket = &table->buckets[kept->hash % BUCKETS];
    kept->next = *bucket;
    *bucket = kept;
    table->count++;
    table->bytes += kept->bytes;
    return serve(table, kept, exchange);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Parameters and paging that operations share. A page's mark holds the whole key of its last row, so that
 * rows which come and go before it move nothing, and a hash of the filters, so that it can't be used with
 * others. */
#include "shared.h"

#include "branchlight/feeds.h"

#include <sodium.h>
#include <xxhash.h>

enum { MARK_MAX = 1024, HASH_BYTES = 8, HEAD_BYTES = 1 + HASH_BYTES + 8 + 8 + 2 };

static const struct param paging[] = {
    { "limit", IN_QUERY, T_INT, .min = 1, .max = 100, .fallback = 20, .summary = "Rows of a page",
      .example = "20" },
    { "after", IN_QUERY, T_AFTER, .unkept = true, .summary = "Mark of the next page, taken from `next`",
      .example = "AA" },
};
const struct param_set page_params = { paging, sizeof paging / sizeof *paging };

static const struct param language[] = {
    { "lang", IN_QUERY, T_LANGUAGE, .summary = "Language of the answer; otherwise Accept-Language decides",
      .example = "en" },
};
const struct param_set language_params = { language, 1 };

/* Of everything that was asked but the page itself and the language. */
static void filters_hash(const struct request *rq, unsigned char ret_hash[HASH_BYTES])
{
    const struct param *param;
    XXH64_hash_t hash = XXH3_64bits(rq->route->name, strlen(rq->route->name));
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        const struct argument *argument = &rq->arguments[i];
        if (!argument->given || param->type == T_AFTER || param->type == T_LANGUAGE ||
            strcmp(param->name, "limit") == 0)
            continue;
        hash = XXH3_64bits_withSeed(&i, sizeof i, hash);
        hash = XXH3_64bits_withSeed(argument->text.at, argument->text.length, hash);
    }
    memcpy(ret_hash, &hash, HASH_BYTES);
}

bool mark_read(struct request *rq, struct mark *ret_mark)
{
    const struct span text = arg(rq, "after")->text;
    unsigned char *bytes = arena_alloc(rq->arena, MARK_MAX), hash[HASH_BYTES];
    size_t length;
    if (sodium_base642bin(bytes, MARK_MAX, text.at, text.length, NULL, &length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length < HEAD_BYTES) {
        param_error(rq, "after", "after", NULL);
        return false;
    }
    filters_hash(rq, hash);
    struct mark mark = { .order = bytes[0] };
    uint16_t name_length;
    const unsigned char *at = bytes + 1 + HASH_BYTES;
    memcpy(&mark.number, at, 8);
    memcpy(&mark.key, at + 8, 8);
    memcpy(&name_length, at + 16, 2);
    const bool fits = memcmp(bytes + 1, hash, HASH_BYTES) == 0 && name_length <= length - HEAD_BYTES;
    if (fits) {
        mark.name = (struct span){ (const char *)bytes + HEAD_BYTES, name_length };
        mark.code = (struct span){ mark.name.at + name_length, length - HEAD_BYTES - name_length };
    }
    /* A mark is nobody's secret: it may be made by hand, and its code goes to the database. The name is a key
     * that rows are in the order of, and no text. */
    if (!fits || !http_utf8(mark.code)) {
        param_error(rq, "after", "after", NULL);
        return false;
    }
    *ret_mark = mark;
    return true;
}

static const char *mark_text(const struct request *rq, const struct mark *mark)
{
    const uint16_t name_length = (uint16_t)mark->name.length;
    const size_t length = HEAD_BYTES + mark->name.length + mark->code.length;
    unsigned char *bytes = arena_alloc(rq->arena, length), *at = bytes + 1 + HASH_BYTES;
    bytes[0] = mark->order;
    filters_hash(rq, bytes + 1);
    memcpy(at, &mark->number, 8);
    memcpy(at + 8, &mark->key, 8);
    memcpy(at + 16, &name_length, 2);
    if (name_length > 0)
        memcpy(bytes + HEAD_BYTES, mark->name.at, name_length);
    if (mark->code.length > 0)
        memcpy(bytes + HEAD_BYTES + name_length, mark->code.at, mark->code.length);
    const size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return sodium_bin2base64(arena_alloc(rq->arena, room), room, bytes, length,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* Whether a pair of the query is the page's mark, however its name was escaped. */
static bool is_mark(struct request *rq, struct span pair)
{
    const char *equals = memchr(pair.at, '=', pair.length);
    const struct span raw = { pair.at, equals ? (size_t)(equals - pair.at) : pair.length };
    struct span name;
    if (!memchr(raw.at, '%', raw.length))
        return span_equal(raw, SPAN("after"));
    return http_decode(rq->arena, HTTP_QUERY_PART, raw, &name) && span_equal(name, SPAN("after"));
}

/* The address of this page with another mark: the query as it was sent, `after` replaced. */
static struct span next_address(struct request *rq, const struct mark *mark)
{
    struct buffer out = buffer_in(rq->arena, 512);
    struct span query = exchange_raw_query(rq->exchange);
    buffer_span(&out, exchange_raw_path(rq->exchange));
    buffer_char(&out, '?');
    while (query.length > 0) {
        const char *ampersand = memchr(query.at, '&', query.length);
        const size_t length = ampersand ? (size_t)(ampersand - query.at) : query.length;
        const struct span pair = { query.at, length };
        if (length > 0 && !is_mark(rq, pair)) {
            buffer_span(&out, pair);
            buffer_char(&out, '&');
        }
        query.at += length + (ampersand ? 1 : 0);
        query.length -= length + (ampersand ? 1 : 0);
    }
    buffer_text(&out, "after=");
    buffer_text(&out, mark_text(rq, mark));
    return buffer_bytes(&out);
}

static void link_header(struct request *rq, struct reply *reply, struct span address)
{
    struct buffer link = buffer_in(rq->arena, address.length + 32);
    buffer_char(&link, '<');
    buffer_span(&link, address);
    buffer_add(&link, ">; rel=\"next\"", sizeof ">; rel=\"next\"");
    reply_header(reply, "Link", link.bytes);
}

void next_link(struct request *rq, struct reply *reply, const struct mark *mark)
{
    link_header(rq, reply, next_address(rq, mark));
}

struct reply list_reply(struct request *rq, struct buffer *json, const struct mark *mark)
{
    const struct span address = mark ? next_address(rq, mark) : (struct span){ 0 };
    buffer_text(json, ",\"next\":");
    if (mark)
        json_put_string(json, address);
    else
        buffer_text(json, "null");
    buffer_char(json, '}');
    struct reply reply = reply_json(rq, json);
    if (mark)
        link_header(rq, &reply, address);
    return reply;
}

struct span code_meant(struct request *rq, const char *parameter, const char *kind)
{
    const struct span code = arg(rq, parameter)->text;
    struct span successor;
    return arg_given(rq, parameter) && directory_code(rq->snapshot, kind, code, &successor) == CODE_MOVED
               ? successor
               : code;
}

uint32_t code_argument(struct request *rq, const char *parameter, enum directory_kind kind, bool *ret_nothing)
{
    const struct argument *argument = arg(rq, parameter);
    if (!argument->given)
        return DIRECTORY_NONE;
    const uint32_t index =
        directory_find_published(rq->snapshot, kind, code_meant(rq, parameter, directory_kind_name(kind)));
    if (index == DIRECTORY_NONE) {
        if (rq->route->operation->lenient || kind == DIRECTORY_LANGUAGE)
            *ret_nothing = true; /* nobody speaks that language: an empty list, not a mistake */
        else
            param_error(rq, parameter, "unknown_code", NULL);
    }
    return index;
}

uint32_t utility_argument(struct request *rq, bool *ret_nothing)
{
    uint32_t index = code_argument(rq, "utility", DIRECTORY_ORGANIZATION, ret_nothing);
    struct directory_entry entry;

    while (directory_entry(rq->snapshot, DIRECTORY_ORGANIZATION, index, &entry) && entry.points == 0 &&
           entry.organization != DIRECTORY_NONE)
        index = entry.organization;
    return index;
}

void entry_counts(struct request *rq, const struct directory_entry *entry, struct buffer *out)
{
    (void)rq;
    json_put_name(out, "branches");
    buffer_int(out, entry->branches);
    json_put_name(out, "points");
    buffer_int(out, entry->points);
    json_put_name(out, "usable_now");
    buffer_int(out, entry->usable);
}

/* Where the page begins: behind the marked entry, or, where that is gone since, at its old place. */
static uint32_t first_of_page(struct request *rq, enum directory_kind kind, const struct mark *mark)
{
    const uint32_t count = directory_count(rq->snapshot, kind);
    struct directory_entry entry;
    for (uint32_t i = 0; i < count; i++) {
        directory_entry_at(rq->snapshot, kind, i, &entry);
        if (span_equal(entry.code, mark->code))
            return i + 1;
    }
    return mark->number >= 0 && mark->number < count ? (uint32_t)mark->number : count;
}

struct reply entry_list_reply(struct request *rq, const struct entry_list *list)
{
    struct mark mark = { 0 };
    uint32_t i = 0, written = 0;
    const uint32_t count = directory_count(rq->snapshot, list->kind);
    const uint32_t limit = (uint32_t)arg(rq, "limit")->integer;
    struct directory_entry entry;
    if (arg_given(rq, "after")) {
        if (!mark_read(rq, &mark))
            return problem(rq, PROBLEM_INVALID_PARAMETERS);
        i = first_of_page(rq, list->kind, &mark);
    }
    struct buffer out = buffer_in(rq->arena, 4096);
    buffer_text(&out, "{\"items\":[");
    for (bool more = false; i < count; i++) {
        directory_entry_at(rq->snapshot, list->kind, i, &entry);
        if (list->skip && list->skip(rq, &entry))
            continue;
        more = written == limit;
        if (more)
            break;
        if (written++ > 0)
            buffer_char(&out, ',');
        object_open(&out, directory_body(rq->snapshot, list->kind, entry.index, rq->language));
        if (list->more)
            list->more(rq, &entry, &out);
        buffer_char(&out, '}');
        mark = (struct mark){ .number = i, .code = entry.code };
    }
    buffer_char(&out, ']');
    return list_reply(rq, &out, i < count ? &mark : NULL);
}

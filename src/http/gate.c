/* SPDX-License-Identifier: Apache-2.0
 *
 * The gate: what is let through to the callback. libmicrohttpd 0.9.75 forgives much
 * (docs/adr/0003-http-gate.md), and its header getters hide what it forgave. So its parsing is not believed:
 * the raw block is read again, strictly.
 *
 * The block as the library leaves it: it has written a NUL over the space behind the method, the space behind
 * the target, each line's CR and LF, and the colon behind each header's name; in the query also over '?', '&'
 * and '='. A line that ended in LF alone, or CR alone, shows one NUL instead of two; a NUL that the client
 * sent makes one too many. So "exactly these NULs" also proves that every line ended in CR LF. (A NUL right
 * before a bare LF looks like CR LF; both the library and this file then see the same lines and values, so
 * nothing can be smuggled by it.) */
#include "internal.h"

#include <stdio.h>
#include <strings.h>

static const char *const method_names[HTTP_METHODS] = {
    [HTTP_GET] = "GET",     [HTTP_HEAD] = "HEAD",     [HTTP_POST] = "POST",       [HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS",
};

/* Headers that may be there once only; the first few decide about framing. */
enum single { HOST, CONTENT_LENGTH, TRANSFER_ENCODING, EXPECT, PLAIN };
#define NAME(text)                                                                                           \
    {                                                                                                        \
        (text), sizeof(text) - 1                                                                             \
    }
static const struct span singles[] = {
    [HOST] = NAME("Host"),
    [CONTENT_LENGTH] = NAME("Content-Length"),
    [TRANSFER_ENCODING] = NAME("Transfer-Encoding"),
    [EXPECT] = NAME("Expect"),
    [PLAIN] = NAME("Content-Type"),
    NAME("Content-Encoding"),
    NAME("Authorization"),
    NAME("Cookie"),
    NAME("Origin"),
    NAME("If-Modified-Since"),
    NAME("Idempotency-Key"),
    NAME("Sec-Fetch-Site"),
};
enum { SINGLES = sizeof singles / sizeof *singles };

struct scan {
    struct exchange *exchange;
    const char *at, *end;
    struct span found[SINGLES]; /* values; at == NULL: absent */
    struct refusal refusal;
};

const char *http_method_name(enum http_method method)
{
    return method < HTTP_METHODS ? method_names[method] : "";
}

static bool is_token(unsigned char byte)
{
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
        byte == '-')
        return true;
    return byte != '\0' && strchr("!#$%&'*+.^_`|~", byte);
}

static bool refused(struct scan *scan, unsigned status, const char *where, const char *detail)
{
    scan->refusal.status = status;
    scan->refusal.detail = detail;
    scan->refusal.where = where;
    return false;
}

static bool refused_line(struct scan *scan, unsigned status, const char *detail)
{
    snprintf(scan->refusal.where_text, sizeof scan->refusal.where_text, "{\"in\":\"header\",\"line\":%u}",
             scan->exchange->header_count + 1);
    return refused(scan, status, "", detail);
}

static bool refused_target(struct scan *scan, size_t offset, const char *detail)
{
    snprintf(scan->refusal.where_text, sizeof scan->refusal.where_text, "{\"in\":\"target\",\"offset\":%zu}",
             offset);
    return refused(scan, 400, "", detail);
}

static bool refused_header(struct scan *scan, unsigned status, enum single single, const char *detail)
{
    snprintf(scan->refusal.where_text, sizeof scan->refusal.where_text, "{\"in\":\"header\",\"name\":\"%s\"}",
             singles[single].at);
    return refused(scan, status, "", detail);
}

static bool judge_request_line(struct scan *scan, const char *method, const char *version)
{
    struct exchange *exchange = scan->exchange;
    const size_t length = strlen(method);
    unsigned found = 0;

    for (size_t i = 0; i < length; i++) {
        if (!is_token((unsigned char)method[i]))
            return refused(scan, 400, "{\"in\":\"request line\"}", "The method is not a token.");
    }
    if (exchange->target_length > HTTP_URL_MAX)
        return refused(scan, 414, "{\"in\":\"target\"}", "The request target is longer than 2048 bytes.");
    if (exchange->target_at != method + length + 1 ||
        version != exchange->target_at + exchange->target_length + 1 || version > scan->end - 10)
        return refused(scan, 400, "{\"in\":\"request line\"}",
                       "The request line is not \"METHOD target HTTP/1.1\" with single spaces and CR LF.");
    if (memcmp(version, "HTTP/1.1\0\0", 10) != 0 && memcmp(version, "HTTP/1.0\0\0", 10) != 0)
        return refused(scan, 400, "{\"in\":\"request line\"}",
                       "The version is neither HTTP/1.1 nor HTTP/1.0.");
    while (found < HTTP_METHODS && strcmp(method, method_names[found]) != 0)
        found++;
    if (found == HTTP_METHODS)
        return refused(scan, 501, "{\"in\":\"request line\"}", "This method is not known here.");
    exchange->method = (enum http_method)found;
    exchange->minor_zero = version[7] == '0';
    scan->at = version + 10;
    return true;
}

static struct span trimmed(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return (struct span){ from, (size_t)(to - from) };
}

static bool note_single(struct scan *scan, const struct header *header)
{
    for (unsigned i = 0; i < SINGLES; i++) {
        if (singles[i].length != header->name.length ||
            strncasecmp(singles[i].at, header->name.at, header->name.length) != 0)
            continue;
        if (scan->found[i].at)
            return refused_header(scan, 400, (enum single)i, "This header may be given once only.");
        scan->found[i] = header->value;
        return true;
    }
    return true;
}

/* One line: token, NUL where the colon was, value, two NULs where CR LF was. */
static bool judge_line(struct scan *scan)
{
    const char *name = scan->at, *at = name, *value;
    struct header *header;

    while (at < scan->end && is_token((unsigned char)*at))
        at++;
    if (at == name && (*at == ' ' || *at == '\t'))
        return refused_line(scan, 400, "A header line may not be folded.");
    if (at == name || at >= scan->end || *at != '\0')
        return refused_line(scan, 400, "A header's name is not a token followed by a colon.");
    value = ++at;
    while (at < scan->end && ((unsigned char)*at >= 0x20 || *at == '\t') && *at != 0x7F)
        at++;
    if (scan->end - at < 2 || at[0] != '\0' || at[1] != '\0')
        return refused_line(scan, 400,
                            "A header's value holds a control byte, or its line doesn't end in CR LF.");
    if (scan->exchange->header_count == HEADERS_MAX)
        return refused_line(scan, 431, "There are more than 64 header lines.");
    header = &scan->exchange->headers[scan->exchange->header_count++];
    header->name = (struct span){ name, (size_t)(value - 1 - name) };
    header->value = trimmed(value, at);
    scan->at = at + 2;
    return note_single(scan, header);
}

static bool judge_lines(struct scan *scan)
{
    while (scan->end - scan->at > 2) {
        if (!judge_line(scan))
            return false;
    }
    if (scan->end - scan->at != 2 || scan->at[0] != '\0' || scan->at[1] != '\0')
        return refused_line(scan, 400, "The headers don't end in an empty line with CR LF.");
    return true;
}

static bool host_valid(struct span host)
{
    size_t colons = 0;
    for (size_t i = 0; i < host.length; i++) {
        const char byte = host.at[i];
        if (!is_token((unsigned char)byte) && byte != ':' && byte != '[' && byte != ']')
            return false;
        colons += byte == ':';
    }
    return host.length > 0 && host.length <= 255 && host.at[0] != ':' && (colons <= 1 || host.at[0] == '[');
}

static bool judge_host(struct scan *scan)
{
    const char *only = scan->exchange->home->server->settings.public_host;
    const struct span host = scan->found[HOST];
    if (!host.at)
        return refused_header(scan, 400, HOST, "Exactly one Host is needed.");
    if (!host_valid(host))
        return refused_header(scan, 400, HOST, "The Host is not a name or address with an optional port.");
    if (only && (strlen(only) != host.length || strncasecmp(only, host.at, host.length) != 0))
        return refused_header(scan, 421, HOST, "This server does not answer for that host.");
    scan->exchange->host = host;
    return true;
}

static bool is_number(struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return text.length > 0 && text.length <= 18;
}

static bool is_zero(struct span number)
{
    for (size_t i = 0; i < number.length; i++) {
        if (number.at[i] != '0')
            return false;
    }
    return true;
}

static bool word_equal(struct span text, const char *word)
{
    return text.length == strlen(word) && strncasecmp(text.at, word, text.length) == 0;
}

/* Whether the body's length can be told in exactly one way. */
static bool judge_framing(struct scan *scan)
{
    const struct span length = scan->found[CONTENT_LENGTH], coding = scan->found[TRANSFER_ENCODING];
    const enum http_method method = scan->exchange->method;
    const bool chunked = coding.at != NULL;

    if (length.at && chunked)
        return refused_header(scan, 400, TRANSFER_ENCODING,
                              "Content-Length and Transfer-Encoding exclude each other.");
    if (length.at && !is_number(length))
        return refused_header(scan, 400, CONTENT_LENGTH, "The Content-Length is not a number.");
    if (chunked && scan->exchange->minor_zero)
        return refused_header(scan, 400, TRANSFER_ENCODING, "HTTP/1.0 has no Transfer-Encoding.");
    if (chunked && !word_equal(coding, "chunked"))
        return refused_header(scan, 501, TRANSFER_ENCODING,
                              "The only Transfer-Encoding known here is chunked.");
    if (scan->found[EXPECT].at && !word_equal(scan->found[EXPECT], "100-continue"))
        return refused_header(scan, 417, EXPECT, "The only expectation known here is 100-continue.");
    scan->exchange->whole = !chunked && (!length.at || is_zero(length));
    if (!scan->exchange->whole && (method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS))
        return refused_header(scan, 400, chunked ? TRANSFER_ENCODING : CONTENT_LENGTH,
                              "This method takes no body.");
    return true;
}

/* "http://host/path" is the same as "/path" with that Host (RFC 9112, 3.2.2); they must agree. The
 * authority's length with the scheme, 0 for origin form. */
static bool judge_form(struct scan *scan, struct span target, size_t *ret_start)
{
    const struct span http = SPAN("http://"), https = SPAN("https://"), host = scan->exchange->host;
    *ret_start = 0;
    if (target.length > 0 && target.at[0] == '/')
        return true;
    if (scan->exchange->method == HTTP_OPTIONS && span_equal(target, SPAN("*")))
        return true;
    const size_t scheme = span_starts(target, http)    ? http.length
                          : span_starts(target, https) ? https.length
                                                       : 0;
    if (scheme == 0)
        return refused_target(scan, 0, "The request target is neither a path nor an http address.");
    if (target.length - scheme <= host.length || strncasecmp(target.at + scheme, host.at, host.length) != 0 ||
        target.at[scheme + host.length] != '/')
        return refused_target(scan, scheme, "The request target names another host than Host does.");
    *ret_start = scheme + host.length;
    return true;
}

/* A person's browser is shown a page, and that the path can't be read endangers nothing: where the request
 * ends is known. What is right of the path, whole segments of it, tells whose page. */
static bool shown_as_page(struct scan *scan, size_t wrong)
{
    static const char *const offers[] = { "application/problem+json", "text/html" };
    struct exchange *exchange = scan->exchange;
    const struct span accept = exchange_header(exchange, "Accept");

    if ((exchange->method != HTTP_GET && exchange->method != HTTP_HEAD) || !accept.at ||
        http_accept_type(accept, offers, 2) != 1)
        return false;
    while (wrong > 0 && exchange->path.at[wrong - 1] != '/')
        wrong--;
    exchange->path.length = wrong;
    exchange->path_refused = true;
    return true;
}

static bool judge_target(struct scan *scan)
{
    struct exchange *exchange = scan->exchange;
    const struct span target = { exchange->target, exchange->target_length };
    size_t start, wrong;

    if (!judge_form(scan, target, &start))
        return false;
    const struct span rest = { target.at + start, target.length - start };
    const char *mark = memchr(rest.at, '?', rest.length);
    exchange->path = (struct span){ rest.at, mark ? (size_t)(mark - rest.at) : rest.length };
    exchange->query =
        mark ? (struct span){ mark + 1, rest.length - exchange->path.length - 1 } : (struct span){ 0 };
    if (!http_path_valid(exchange->path, &wrong) && !shown_as_page(scan, wrong))
        return refused_target(
            scan, start + wrong,
            "The path holds a bad escape, an escaped slash, a dot segment, a control byte or bad UTF-8.");
    if (!http_query_plain(exchange->query, &wrong))
        return refused_target(scan, start + exchange->path.length + 1 + wrong,
                              "The query holds a control byte, a blank or a number sign.");
    return true;
}

struct refusal gate_judge(struct exchange *exchange, const char *method, const char *version, size_t size)
{
    struct scan scan = { .exchange = exchange, .at = method, .end = method + size };

    if (!judge_request_line(&scan, method, version))
        return scan.refusal;
    if (size > HTTP_HEADERS_MAX) {
        refused(&scan, 431, "{\"in\":\"header\"}",
                "The request line and headers are longer than 6144 bytes.");
        return scan.refusal;
    }
    if (judge_lines(&scan) && judge_host(&scan) && judge_framing(&scan) && judge_target(&scan))
        scan.refusal.status = 0;
    return scan.refusal;
}

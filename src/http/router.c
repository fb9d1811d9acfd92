/* SPDX-License-Identifier: Apache-2.0
 *
 * Those with as many segments are compared one by one, segment by segment from the last, where they differ
 * most, after strict decoding. Kept replies never come here. */
#include "branchlight/router.h"

#include "branchlight/i18n.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

static const struct {
    const char *extension;
    enum format format;
} extensions[] = {
    { ".json", FORMAT_JSON },   { ".geojson", FORMAT_GEOJSON }, { ".csv", FORMAT_CSV },
    { ".jsonl", FORMAT_JSONL }, { ".atom", FORMAT_ATOM },       { ".ics", FORMAT_CALENDAR },
};

/* "/a/b/" has the segments "a", "b" and "". */
static bool segments_split(struct arena *arena, struct span raw, struct route_match *match)
{
    if (raw.length == 0 || raw.at[0] != '/')
        return false;
    while (raw.length > 0) {
        const char *slash = raw.length > 1 ? memchr(raw.at + 1, '/', raw.length - 1) : NULL;
        const size_t length = slash ? (size_t)(slash - raw.at) : raw.length;
        struct span decoded;
        if (!http_decode(arena, HTTP_PATH_SEGMENT, (struct span){ raw.at + 1, length - 1 }, &decoded))
            return false;
        if (match->segment_count < SEGMENTS_MAX)
            match->segments[match->segment_count] = decoded;
        match->segment_count++;
        raw.at += length;
        raw.length -= length;
    }
    return true;
}

static struct span next_segment(struct span *path)
{
    const char *slash = path->length > 1 ? memchr(path->at + 1, '/', path->length - 1) : NULL;
    const size_t length = slash ? (size_t)(slash - path->at) : path->length;
    const struct span segment = { path->at + 1, length - 1 };
    path->at += length;
    path->length -= length;
    return segment;
}

static const struct param *param_of_braces(const struct operation *operation, struct span braces)
{
    const struct param *param;
    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        if (span_equal(span_of(param->name), (struct span){ braces.at + 1, braces.length - 2 }))
            return param;
    }
    return NULL;
}

/* A language's braces take languages only: "/{lang}" would be every address of one segment, and those that
 * don't exist would say 405 to POST. */
static bool braces_take(const struct operation *operation, struct span braces, struct span segment)
{
    const struct param *param = param_of_braces(operation, braces);
    return segment.length > 0 && (!param || param->type != T_LANGUAGE || language_by_code(segment) >= 0);
}

/* The paths of the routes, cut up once. */
struct pattern {
    struct span segments[SEGMENTS_MAX];
    unsigned count;
    unsigned next; /* route with as many segments; route_count: none */
};

static struct pattern *patterns;              /* for as long as the server lives */
static unsigned first_with[SEGMENTS_MAX + 1]; /* by the number of segments: the first such route */

static void patterns_make(void)
{
    patterns = calloc(route_count, sizeof *patterns);
    if (!patterns)
        abort();
    for (unsigned count = 0; count <= SEGMENTS_MAX; count++)
        first_with[count] = route_count;
    for (unsigned i = route_count; i-- > 0;) {
        struct pattern *const pattern = &patterns[i];

        assert(!operation_param(routes[i].operation, ARGUMENTS_MAX)); /* each has an argument */
        for (struct span rest = span_of(routes[i].path); rest.length > 0;) {
            assert(pattern->count < SEGMENTS_MAX);
            pattern->segments[pattern->count++] = next_segment(&rest);
        }
        pattern->next = first_with[pattern->count];
        first_with[pattern->count] = i;
    }
}

static bool is_braces(struct span segment)
{
    return segment.length > 0 && segment.at[0] == '{';
}

static bool matches(const struct route *route, const struct span *segments, unsigned count)
{
    const struct pattern *const pattern = &patterns[route - routes];

    for (unsigned i = count; i-- > 0;)
        if (!is_braces(pattern->segments[i]) && !span_equal(pattern->segments[i], segments[i]))
            return false;
    for (unsigned i = 0; i < count; i++)
        if (is_braces(pattern->segments[i]) &&
            !braces_take(route->operation, pattern->segments[i], segments[i]))
            return false;
    return true;
}

static const struct route *route_among(enum http_method method, const struct span *segments, unsigned count,
                                       unsigned format_bit, unsigned *allowed)
{
    const struct route *found = NULL;
    for (unsigned i = first_with[count]; i < route_count; i = patterns[i].next) {
        if (!matches(&routes[i], segments, count))
            continue;
        const unsigned formats =
            routes[i].operation->formats ? routes[i].operation->formats : FORMAT_BIT(FORMAT_JSON);
        if (format_bit && !(formats & format_bit))
            continue;
        *allowed |= 1u << routes[i].method;
        if (!found && routes[i].method == method)
            found = &routes[i];
    }
    return found;
}

static unsigned every_method(void)
{
    unsigned methods = 0;
    for (unsigned i = 0; i < route_count; i++)
        methods |= 1u << routes[i].method;
    return methods;
}

/* The last segment without a known extension: "branches.csv" → "branches". */
static bool extension_take(struct span *segment, enum format *ret_format)
{
    for (unsigned i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        const struct span ending = span_of(extensions[i].extension);
        if (segment->length > ending.length &&
            memcmp(segment->at + segment->length - ending.length, ending.at, ending.length) == 0) {
            segment->length -= ending.length;
            *ret_format = extensions[i].format;
            return true;
        }
    }
    return false;
}

void route_find(struct arena *arena, enum http_method method, struct span raw_path,
                struct route_match *ret_match)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct route_match match = { 0 };

    pthread_once(&once, patterns_make);
    if (span_equal(raw_path, SPAN("*"))) {
        match.allowed = every_method();
    } else if (segments_split(arena, raw_path, &match) && match.segment_count <= SEGMENTS_MAX) {
        if (method == HTTP_HEAD)
            method = HTTP_GET;
        struct span *last = &match.segments[match.segment_count - 1];
        const struct span whole = *last;
        match.extension = extension_take(last, &match.format);
        if (match.extension)
            match.route = route_among(method, match.segments, match.segment_count, FORMAT_BIT(match.format),
                                      &match.allowed);
        if (!match.allowed) { /* no such path with that format: the dot belongs to the name */
            *last = whole;
            match.extension = false;
            match.route = route_among(method, match.segments, match.segment_count, 0, &match.allowed);
        }
    }
    *ret_match = match;
}

static const char *extension_of(enum format format)
{
    for (unsigned i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        if (extensions[i].format == format)
            return extensions[i].extension;
    }
    return "";
}

static bool is_brace(struct span pattern, const char *name)
{
    return pattern.length == strlen(name) + 2 && pattern.at[0] == '{' &&
           memcmp(pattern.at + 1, name, strlen(name)) == 0;
}

const char *route_address(struct arena *arena, const struct route_match *match, struct span raw_path,
                          struct span raw_query, const char *name, struct span code)
{
    struct buffer out = buffer_in(arena, raw_path.length + raw_query.length + code.length + 16);
    struct span pattern = span_of(match->route->path);
    while (raw_path.length > 0) {
        const struct span expected = next_segment(&pattern), segment = next_segment(&raw_path);
        const bool replaced = is_brace(expected, name);
        buffer_char(&out, '/');
        buffer_span(&out, replaced ? code : segment);
        if (replaced && raw_path.length == 0 && match->extension)
            buffer_text(&out, extension_of(match->format));
    }
    if (raw_query.at) {
        buffer_char(&out, '?');
        buffer_span(&out, raw_query);
    }
    buffer_char(&out, '\0');
    return out.bytes;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Ready JSON. row_to_json leaves no blanks, jsonb as text does: both are read. */
#include "branchlight/ready.h"

#include <jansson.h>

/* The end of the string that begins at `at`. A quote is escaped where an odd number of backslashes stands
 * before it. */
static const char *string_end(const char *at, const char *end)
{
    const char *quote = at;

    while ((quote = memchr(quote + 1, '"', (size_t)(end - quote) - 1)) != NULL) {
        const char *before = quote;

        while (before[-1] == '\\')
            before--;
        if ((quote - before) % 2 == 0)
            return quote + 1;
    }
    return end;
}

/* Strings may hold braces; a number or a word ends where a structure goes on. */
const char *json_value_end(const char *at, const char *end)
{
    unsigned depth = 0;

    while (at < end) {
        if (*at == '"') {
            at = string_end(at, end);
            if (depth == 0)
                return at;
            continue;
        }
        if (*at == '{' || *at == '[') {
            depth++;
        } else if (depth == 0 && (*at == ',' || *at == '}' || *at == ']')) {
            return at;
        } else if ((*at == '}' || *at == ']') && --depth == 0) {
            return at + 1;
        }
        at++;
    }
    return end;
}

static bool separates(char byte)
{
    return byte == ' ' || byte == ',' || byte == ':' || byte == '\n' || byte == '\t' || byte == '\r';
}

static const char *separators_skip(const char *at, const char *end)
{
    while (at < end && separates(*at))
        at++;
    return at;
}

bool ready_next(struct span *rest, struct span *ret_name, struct span *ret_value)
{
    const char *const end = rest->length ? rest->at + rest->length : rest->at;
    const char *at = rest->at, *value_end;
    struct span name = { 0 };

    if (at == end)
        return false;
    if (*at == '{' || *at == '[')
        at++;
    at = separators_skip(at, end);
    if (at == end || *at == '}' || *at == ']')
        return false;
    value_end = json_value_end(at, end);
    if (*at == '"' && value_end < end && *value_end == ':') {
        name = (struct span){ at + 1, (size_t)(value_end - at) - 2 };
        at = separators_skip(value_end, end);
        value_end = json_value_end(at, end);
    }
    if (ret_name)
        *ret_name = name;
    *ret_value = (struct span){ at, (size_t)(value_end - at) };
    /* What follows begins with its separator, or with the end: never with a bracket that opens. */
    *rest = (struct span){ value_end, (size_t)(end - value_end) };
    return true;
}

struct span ready_member(struct span object, const char *name)
{
    const struct span wanted = span_of(name);
    struct span found, value;

    if (!object.length || *object.at != '{')
        return (struct span){ 0 };
    while (ready_next(&object, &found, &value))
        if (span_equal(found, wanted))
            return value.length && *value.at != 'n' ? value : (struct span){ 0 };
    return (struct span){ 0 };
}

struct span ready_value(struct arena *arena, struct span value)
{
    struct span text;
    json_t *parsed;

    if (value.length < 2 || *value.at != '"')
        return (struct span){ 0 };
    if (!memchr(value.at, '\\', value.length))
        return (struct span){ value.at + 1, value.length - 2 };
    parsed = json_loadb(value.at, value.length, JSON_DECODE_ANY, NULL);
    text.length = json_string_length(parsed);
    text.at = arena_copy(arena, text.length ? json_string_value(parsed) : "", text.length);
    json_decref(parsed);
    return text;
}

struct span ready_text(struct arena *arena, struct span object, const char *name)
{
    return ready_value(arena, ready_member(object, name));
}

struct span ready_text_in(struct arena *arena, struct span object, const char *name, const char *language,
                          struct span *ret_language)
{
    struct span texts = ready_member(object, name), code = { 0 }, value;
    const struct span wanted = ready_text(arena, texts, language);

    if (wanted.at) {
        *ret_language = span_of(language);
        return wanted;
    }
    if (!ready_next(&texts, &code, &value))
        return (struct span){ 0 };
    *ret_language = code;
    return ready_value(arena, value);
}

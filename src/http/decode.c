/* SPDX-License-Identifier: Apache-2.0
 *
 * The strict decoder of paths and queries. The library's own decoder turns %00 into the end of the string and
 * %2e%2e%2f into a way out, so it is switched off and every byte is judged here: a path before anything
 * routes, a query when its parts are read, so that what is wrong can be told by its parameter. */
#include "internal.h"

/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
struct utf8 {
    unsigned missing;          /* continuation bytes */
    unsigned char least, most; /* of the next one */
};

static bool utf8_lead(struct utf8 *state, unsigned char byte)
{
    state->least = 0x80;
    state->most = 0xBF;
    if (byte < 0x80)
        return true;
    if (byte < 0xC2 || byte > 0xF4)
        return false;
    state->missing = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    if (byte == 0xE0)
        state->least = 0xA0;
    if (byte == 0xED)
        state->most = 0x9F;
    if (byte == 0xF0)
        state->least = 0x90;
    if (byte == 0xF4)
        state->most = 0x8F;
    return true;
}

static bool utf8_take(struct utf8 *state, unsigned char byte)
{
    if (state->missing == 0)
        return utf8_lead(state, byte);
    if (byte < state->least || byte > state->most)
        return false;
    state->missing--;
    state->least = 0x80;
    state->most = 0xBF;
    return true;
}

bool http_utf8(struct span text)
{
    struct utf8 state = { 0 };

    for (size_t i = 0; i < text.length; i++) {
        if (!utf8_take(&state, (unsigned char)text.at[i]))
            return false;
    }
    return state.missing == 0;
}

static int digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return -1;
}

/* The byte at `*at`, unescaped, and `*at` moved behind it. -1: a bad escape. */
static int next_byte(struct span raw, size_t *at)
{
    const char byte = raw.at[(*at)++];
    if (byte != '%')
        return (unsigned char)byte;
    if (raw.length - *at < 2)
        return -1;
    const int high = digit(raw.at[*at]), low = digit(raw.at[*at + 1]);
    *at += 2;
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* In a path a slash or backslash may stand for itself only, never escaped: they would change the segments. */
static bool byte_allowed(enum http_part part, int byte, bool escaped)
{
    if (byte < 0x20 || byte == 0x7F)
        return false;
    if (!escaped && (byte == ' ' || byte == '#'))
        return false;
    return part == HTTP_QUERY_PART || (byte != '\\' && !(byte == '/' && escaped));
}

/* Decodes to `into` where that isn't NULL. False: the offset of what is wrong in ret_offset. */
static bool decode(enum http_part part, struct span raw, char *into, size_t *ret_length, size_t *ret_offset)
{
    struct utf8 utf8 = { 0 };
    size_t length = 0, at = 0;
    while (at < raw.length) {
        const size_t start = at;
        int byte = next_byte(raw, &at);
        if (!byte_allowed(part, byte, at - start > 1) || !utf8_take(&utf8, (unsigned char)byte)) {
            *ret_offset = start;
            return false;
        }
        if (byte == '+' && part == HTTP_QUERY_PART && at - start == 1)
            byte = ' ';
        if (into)
            into[length] = (char)byte;
        length++;
    }
    *ret_length = length;
    *ret_offset = raw.length;
    return utf8.missing == 0;
}

static bool is_dots(const char *text, size_t length)
{
    return (length == 1 && text[0] == '.') || (length == 2 && text[0] == '.' && text[1] == '.');
}

bool http_decode(struct arena *arena, enum http_part part, struct span raw, struct span *ret_text)
{
    size_t length, offset;
    char *text = arena_alloc(arena, raw.length + 1);
    if (!decode(part, raw, text, &length, &offset))
        return false;
    if (part == HTTP_PATH_SEGMENT && (is_dots(text, length) || memchr(text, '/', length)))
        return false;
    text[length] = '\0';
    *ret_text = (struct span){ text, length };
    return true;
}

/* Whether a raw segment is "." or "..", escaped or not. */
static bool segment_is_dots(struct span raw)
{
    char text[2] = { 0 };
    size_t length = 0, at = 0;
    if (raw.length == 0 || raw.length > 6)
        return false;
    while (at < raw.length) {
        const int byte = next_byte(raw, &at);
        if (length == 2 || byte != '.')
            return false;
        text[length++] = (char)byte;
    }
    return is_dots(text, length);
}

bool http_path_valid(struct span raw, size_t *ret_offset)
{
    size_t length, offset;
    if (!decode(HTTP_PATH_SEGMENT, raw, NULL, &length, &offset)) {
        *ret_offset = offset;
        return false;
    }
    for (size_t start = 0, at = 0; at <= raw.length; at++) {
        if (at < raw.length && raw.at[at] != '/')
            continue;
        if (segment_is_dots((struct span){ raw.at + start, at - start })) {
            *ret_offset = start;
            return false;
        }
        start = at + 1;
    }
    return true;
}

bool http_query_plain(struct span raw, size_t *ret_offset)
{
    for (size_t at = 0; at < raw.length; at++) {
        if (!byte_allowed(HTTP_QUERY_PART, (unsigned char)raw.at[at], false)) {
            *ret_offset = at;
            return false;
        }
    }
    return true;
}

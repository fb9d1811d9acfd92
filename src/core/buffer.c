/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing bytes, and the few pieces of JSON that are written beside the text which the database made. */
#include "branchlight/buffer.h"

#include <assert.h>
#include <math.h>

#include "branchlight/clock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { SMALLEST = 256 };

struct buffer buffer_in(struct arena *arena, size_t expected)
{
    struct buffer buffer = { .arena = arena };
    buffer_room(&buffer, expected);
    return buffer;
}

char *buffer_room(struct buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->length < more) {
        const size_t needed = buffer->length + more, doubled = buffer->capacity * 2;
        size_t capacity = needed > doubled ? needed : doubled;
        if (capacity < SMALLEST)
            capacity = SMALLEST;
        buffer->bytes = arena_grow(buffer->arena, buffer->bytes, buffer->length, capacity);
        buffer->capacity = capacity;
    }
    return buffer->bytes + buffer->length;
}

void buffer_add(struct buffer *buffer, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    memcpy(buffer_room(buffer, length), bytes, length);
    buffer->length += length;
}

void buffer_span(struct buffer *buffer, struct span bytes)
{
    buffer_add(buffer, bytes.at, bytes.length);
}

void buffer_text(struct buffer *buffer, const char *string)
{
    buffer_add(buffer, string, strlen(string));
}

void buffer_char(struct buffer *buffer, char byte)
{
    *buffer_room(buffer, 1) = byte;
    buffer->length++;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0) {
        vsnprintf(buffer_room(buffer, (size_t)length + 1), (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

void buffer_int(struct buffer *buffer, int64_t value)
{
    char digits[20];
    size_t first = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        buffer_char(buffer, '-');
    buffer_add(buffer, digits + first, sizeof digits - first);
}

void buffer_fixed(struct buffer *buffer, double value, unsigned decimals)
{
    static const int64_t powers[] = { 1,      10,      100,      1000,      10000,
                                      100000, 1000000, 10000000, 100000000, 1000000000 };
    assert(decimals >= 1 && decimals <= 9 && fabs(value) < 9e9);
    const int64_t unit = powers[decimals], scaled = llround(fabs(value) * (double)unit);

    if (value < 0 && scaled > 0)
        buffer_char(buffer, '-');
    buffer_int(buffer, scaled / unit);
    buffer_char(buffer, '.');
    for (int64_t left = unit / 10; left > 0; left /= 10)
        buffer_char(buffer, (char)('0' + scaled / left % 10));
}

/* Length of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7); 0 where there is none. */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80)
        return 1;
    if (at[0] < 0xC2 || at[0] > 0xF4)
        return 0;
    const size_t length = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (left < length)
        return 0;
    const unsigned char low = at[0] == 0xE0 ? 0xA0 : at[0] == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = at[0] == 0xED ? 0x9F : at[0] == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

static void json_escape(struct buffer *buffer, unsigned char byte)
{
    static const char short_forms[] = "btn_fr"; /* U+0008 … U+000D; '_' has none */
    if (byte == '"' || byte == '\\') {
        buffer_char(buffer, '\\');
        buffer_char(buffer, (char)byte);
    } else if (byte >= 8 && byte <= 13 && byte != 11) {
        buffer_char(buffer, '\\');
        buffer_char(buffer, short_forms[byte - 8]);
    } else {
        buffer_printf(buffer, "\\u%04x", byte);
    }
}

void json_put_string(struct buffer *buffer, struct span text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    size_t plain = 0; /* start of the run that goes out unchanged */
    buffer_char(buffer, '"');
    for (size_t i = 0; i < text.length;) {
        const size_t length = utf8_length(at + i, text.length - i);
        if (length > 1 || (length == 1 && at[i] >= 0x20 && at[i] != '"' && at[i] != '\\' && at[i] != 0x7F)) {
            i += length;
            continue;
        }
        buffer_add(buffer, text.at + plain, i - plain);
        if (length == 1)
            json_escape(buffer, at[i]);
        else
            buffer_text(buffer, "\xEF\xBF\xBD");
        plain = ++i;
    }
    buffer_add(buffer, text.at + plain, text.length - plain);
    buffer_char(buffer, '"');
}

void json_put_bool(struct buffer *buffer, bool value)
{
    buffer_text(buffer, value ? "true" : "false");
}

void json_put_instant(struct buffer *buffer, int64_t unix_seconds)
{
    char text[21];
    clock_format(unix_seconds, text);
    buffer_char(buffer, '"');
    buffer_add(buffer, text, 20);
    buffer_char(buffer, '"');
}

void json_put_name(struct buffer *buffer, const char *name)
{
    if (buffer->length > 0 && buffer->bytes[buffer->length - 1] != '{')
        buffer_char(buffer, ',');
    buffer_char(buffer, '"');
    buffer_text(buffer, name);
    buffer_add(buffer, "\":", 2);
}

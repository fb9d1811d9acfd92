/* SPDX-License-Identifier: Apache-2.0
 *
 * A buffer: bytes being written, growing inside an arena. Answers, pages and feeds are all written into one.
 * The bytes stay valid until the arena is reset; nothing is to be freed.
 */
#ifndef BRANCHLIGHT_BUFFER_H
#define BRANCHLIGHT_BUFFER_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

#include <stdint.h>

struct buffer {
    struct arena *arena;
    char *bytes;     /* not NUL-terminated */
    size_t length;   /* bytes written */
    size_t capacity; /* bytes allocated */
};

/* An empty buffer in `arena` with room for `expected` bytes before it must grow. */
struct buffer buffer_in(struct arena *arena, size_t expected);

/* Makes room for `more` bytes behind the present length and returns where they go; length is unchanged. */
char *buffer_room(struct buffer *buffer, size_t more);

/* Appends bytes as they are. */
void buffer_add(struct buffer *buffer, const char *bytes, size_t length);
void buffer_span(struct buffer *buffer, struct span bytes);
void buffer_text(struct buffer *buffer, const char *string);
void buffer_char(struct buffer *buffer, char byte);

/* printf; for the uncommon paths, it is slow. */
void buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Decimal digits of an integer. */
void buffer_int(struct buffer *buffer, int64_t value);

/* A number with so many decimals, 1 to 9, rounded to the nearest; |value| below 9e9. A coordinate in degrees
 * has 6 (11 cm) where machines read it. */
void buffer_fixed(struct buffer *buffer, double value, unsigned decimals);

/* What has been written so far; valid until the next write. */
static inline struct span buffer_bytes(const struct buffer *buffer)
{
    return (struct span){ buffer->bytes, buffer->length };
}

/* JSON (RFC 8259), appended: a string with its quotes, escaped, from UTF-8 (bad sequences become U+FFFD);
 * a boolean; an instant as "2026-11-22T10:00:00Z" with quotes. */
void json_put_string(struct buffer *buffer, struct span text);
void json_put_bool(struct buffer *buffer, bool value);
void json_put_instant(struct buffer *buffer, int64_t unix_seconds);

/* `"name":` preceded by a comma unless it is the first member after '{' . `name` is one of our own literals.
 */
void json_put_name(struct buffer *buffer, const char *name);

#endif

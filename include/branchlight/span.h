/* SPDX-License-Identifier: Apache-2.0
 *
 * A span: bytes with a length, borrowed from someone else. What comes from a socket or a file is a span,
 * since it may hold NULs; strlen is for our own literals only.
 */
#ifndef BRANCHLIGHT_SPAN_H
#define BRANCHLIGHT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
    const char *at; /* may be NULL when length is 0 */
    size_t length;  /* bytes */
};

/* A span of a string literal. */
#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })

/* A span of a NUL-terminated string; an absent one where `string` is NULL. */
static inline struct span span_of(const char *string)
{
    return (struct span){ string, string ? strlen(string) : 0 };
}

/* Byte-wise equality. */
static inline bool span_equal(struct span a, struct span b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* Order of bytes, then the shorter first: below, at or above 0, as memcmp. */
static inline int span_compare(struct span a, struct span b)
{
    const size_t shared = a.length < b.length ? a.length : b.length;
    const int order = shared > 0 ? memcmp(a.at, b.at, shared) : 0;

    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* Without the spaces and tabs at both ends. */
static inline struct span span_trim(struct span text)
{
    while (text.length > 0 && (text.at[text.length - 1] == ' ' || text.at[text.length - 1] == '\t'))
        text.length--;
    while (text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t')) {
        text.at++;
        text.length--;
    }
    return text;
}

/* Whether there is nothing but spaces and tabs, or nothing. */
static inline bool span_blank(struct span text)
{
    return span_trim(text).length == 0;
}

/* Whether `whole` begins with `start`. */
static inline bool span_starts(struct span whole, struct span start)
{
    return whole.length >= start.length &&
           (start.length == 0 || memcmp(whole.at, start.at, start.length) == 0);
}

#endif

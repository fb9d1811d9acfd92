/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a template's source, tag by tag.
 */
#ifndef BRANCHLIGHT_TEXT_TEMPLATE_PARSE_H
#define BRANCHLIGHT_TEXT_TEMPLATE_PARSE_H

#include "program.h"

struct open_section {
    struct span name;
    unsigned instruction;
    struct html html;
};

struct parser {
    struct template_set *set;
    const char *name;
    struct span source;
    size_t at;
    struct span open, close; /* delimiters */
    struct html html;
    struct open_section sections[TEMPLATE_DEPTH_MAX];
    unsigned depth;
    struct arena *scratch; /* holds the instructions while they are being made */
    struct instruction *instructions;
    unsigned count, capacity;
    unsigned nesting; /* partials that this one is inside of */
    FILE *errors;
};

/* A tag as it stands in the source. */
struct tag {
    char kind; /* '&' also for {{{ }}}; 0 for a value */
    struct span content;
    size_t begin, end; /* with its delimiters */
    bool standalone;
    size_t line_begin, line_end; /* of a standalone tag: what goes with it */
};

/* Says "name:line: reason" of the place `at`; returns false. */
bool parse_fail(const struct parser *parser, size_t at, const char *reason);

bool parse_blank(char c);
struct span parse_trim(struct span text);

/* Where `wanted` is next, from `from` on; the source's length where it isn't. */
size_t parse_find(struct span source, size_t from, struct span wanted);

/* The tag that begins at `begin`. False: it is not closed. */
bool parse_tag(const struct parser *parser, size_t begin, struct tag *ret_tag);

/* "a.b.c" or "." */
bool parse_name(const struct parser *parser, size_t at, struct span text, struct name *ret_name);

/* {{=<% %>=}}: sets the parser's delimiters. */
bool parse_delimiters(struct parser *parser, const struct tag *tag);

#endif

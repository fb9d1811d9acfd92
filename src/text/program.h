/* SPDX-License-Identifier: Apache-2.0
 *
 * A compiled template: a flat list of instructions, which lead to those of the partials that it reaches.
 * Sections jump over their content by index, so rendering needs no parsing and no allocation but for what it
 * writes. */
#ifndef BRANCHLIGHT_TEXT_PROGRAM_H
#define BRANCHLIGHT_TEXT_PROGRAM_H

#include "branchlight/template.h"
#include "catalogue.h"

enum { TEMPLATE_DEPTH_MAX = 64, NAME_PARTS_MAX = 8 };

/* What a member is looked up by. */
struct part {
    struct span text;
    uint8_t sum; /* name_sum() of it */
};

/* "person.name" in parts; no part: the implicit iterator "." */
struct name {
    const struct part *parts;
    unsigned count;
};

/* A number below 64 that names mostly differ in. */
static inline uint8_t name_sum(struct span name)
{
    const unsigned length = (unsigned)name.length;
    const unsigned first = length ? (unsigned char)name.at[0] : 0;
    const unsigned middle = length ? (unsigned char)name.at[length / 2] : 0;
    const unsigned last = length ? (unsigned char)name.at[length - 1] : 0;

    return (uint8_t)((first * 7 + middle * 29 + last * 3 + length * 11) % 64);
}

enum opcode {
    OP_TEXT,
    OP_VALUE, /* escaped */
    OP_RAW,
    OP_SECTION,
    OP_INVERTED,
    OP_PARTIAL,
    OP_WORD,  /* {{t key}} */
    OP_COUNT, /* {{n key name}} */
};

struct instruction {
    enum opcode code;
    bool line_start;  /* begins a line of the template: a partial's indentation goes before it */
    unsigned target;  /* sections: the instruction behind the content */
    struct name name; /* OP_VALUE, OP_RAW, OP_SECTION, OP_INVERTED, OP_COUNT */
    struct span text; /* OP_TEXT: itself; OP_PARTIAL: indentation */
    union {
        const struct template *partial;      /* OP_PARTIAL */
        const struct span *words;            /* OP_WORD: escaped, one a language */
        const struct catalogue_entry *entry; /* OP_COUNT */
    };
};

struct template
{
    const char *name;
    const struct instruction *instructions;
    unsigned count;
    struct template *older; /* the one of the set that was begun before */
};

struct template_set {
    struct arena *arena;
    struct template *newest;
    struct span (*partial)(const char *name, void *context);
    void *context;
};

enum view_kind { VIEW_OBJECT, VIEW_LIST, VIEW_TEXT, VIEW_INTEGER, VIEW_BOOLEAN };

struct view {
    enum view_kind kind;
    bool boolean;
    uint8_t sum; /* name_sum() of its name */
    union {
        int64_t integer;
        struct span text;
        struct {
            struct view *first, *last; /* members or items */
        };
    };
    uint64_t sums;    /* of an object: bit n is set where a member's name_sum() is n */
    struct span name; /* as a member of an object */
    struct view *next;
    struct arena *arena;
};

/* Writes a text as HTML: what would begin or end a tag, a reference or an attribute's value is replaced. */
void html_escape(struct buffer *out, struct span text);

/* Where in an HTML document a template's text has come to. */
struct html {
    enum {
        HTML_TEXT,
        HTML_OPEN,
        HTML_NAME,
        HTML_TAG,
        HTML_VALUE,
        HTML_UNQUOTED,
        HTML_SINGLE,
        HTML_DOUBLE,
        HTML_COMMENT,
        HTML_SCRIPT
    } state;
    bool closing;      /* the tag is an end tag */
    char element[8];   /* the element's name, cut off */
    char attribute[8]; /* the attribute's name, cut off */
};

/* Goes on over literal text. */
void html_feed(struct html *html, struct span text);

enum html_use { HTML_ESCAPED, HTML_UNESCAPED, HTML_STRUCTURE, HTML_PARTIAL };
/* Why a tag of that use must not stand here; NULL where it may. HTML_STRUCTURE: sections. */
const char *html_refusal(const struct html *html, enum html_use use);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A compiled template: a flat list of instructions for it and for each partial that it reaches. Sections jump
 * over their content by index, so rendering needs no parsing and no allocation but for what it writes.
 */
#ifndef BRANCHLIGHT_TEXT_PROGRAM_H
#define BRANCHLIGHT_TEXT_PROGRAM_H

#include "branchlight/template.h"
#include "catalogue.h"

enum { TEMPLATE_DEPTH_MAX = 64, NAME_PARTS_MAX = 8 };

/* "person.name" in parts; no part: the implicit iterator "." */
struct name {
    struct span parts[NAME_PARTS_MAX];
    unsigned count;
};

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
    struct span text; /* OP_TEXT: itself; OP_PARTIAL: indentation */
    struct name name; /* OP_VALUE, OP_RAW, OP_SECTION, OP_INVERTED, OP_COUNT */
    unsigned target;  /* sections: the instruction behind the content; OP_PARTIAL: program */
    const struct catalogue_entry *entry; /* OP_WORD, OP_COUNT */
};

struct program {
    const char *name;
    struct instruction *instructions;
    unsigned count, capacity;
};

struct template
{
    struct arena *arena;
    struct program *programs; /* 0 is the template itself */
    unsigned count;
};

enum view_kind { VIEW_OBJECT, VIEW_LIST, VIEW_TEXT, VIEW_INTEGER, VIEW_BOOLEAN };

struct view {
    enum view_kind kind;
    bool boolean;
    int64_t integer;
    struct span text;
    struct span name;          /* as a member of an object */
    struct view *first, *last; /* members or items */
    struct view *next;
    struct arena *arena;
};

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

/* SPDX-License-Identifier: Apache-2.0
 *
 * Following HTML closely enough to know where a tag stands. Escaping makes a value safe between elements and
 * in a quoted attribute, and nowhere else: everywhere else a tag is refused when the template is compiled, so
 * that no page can be written that would need other escaping.
 */
#include "program.h"

#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Keeps the first bytes of a name in lower case. */
static void keep(char name[8], char c)
{
    const size_t length = strlen(name);

    if (length < 7) {
        name[length] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        name[length + 1] = '\0';
    }
}

static void tag_end(struct html *html)
{
    const bool script = strcmp(html->element, "script") == 0 || strcmp(html->element, "style") == 0;

    html->state = script && !html->closing ? HTML_SCRIPT : HTML_TEXT;
}

/* '<' in text; returns how many bytes were understood. */
static size_t tag_begin(struct html *html, struct span rest)
{
    if (span_starts(rest, SPAN("<!--"))) {
        html->state = HTML_COMMENT;
        return 4;
    }
    html->closing = rest.length > 1 && rest.at[1] == '/';
    memset(html->element, 0, sizeof html->element);
    memset(html->attribute, 0, sizeof html->attribute);
    if (rest.length == 1 || (html->closing && rest.length == 2))
        html->state = HTML_OPEN;
    else if (is_letter(rest.at[html->closing ? 2 : 1]) || rest.at[1] == '!')
        html->state = HTML_NAME;
    return html->closing ? 2 : 1;
}

/* Inside a tag, outside values. */
static void tag_feed(struct html *html, char c)
{
    if (c == '>') {
        tag_end(html);
    } else if (c == '=') {
        html->state = HTML_VALUE;
    } else if (is_space(c) || c == '/') {
        memset(html->attribute, 0, sizeof html->attribute);
    } else {
        keep(html->attribute, c);
    }
}

static void value_feed(struct html *html, char c)
{
    if (c == '"')
        html->state = HTML_DOUBLE;
    else if (c == '\'')
        html->state = HTML_SINGLE;
    else if (c == '>')
        tag_end(html);
    else if (!is_space(c))
        html->state = HTML_UNQUOTED;
}

static void attribute_end(struct html *html)
{
    html->state = HTML_TAG;
    memset(html->attribute, 0, sizeof html->attribute);
}

/* Comments and scripts end at a mark; returns how many bytes were understood. */
static size_t hidden_feed(struct html *html, struct span rest)
{
    if (html->state == HTML_COMMENT && span_starts(rest, SPAN("-->"))) {
        html->state = HTML_TEXT;
        return 3;
    }
    if (html->state == HTML_SCRIPT && span_starts(rest, SPAN("</")) &&
        rest.length - 2 >= strlen(html->element) &&
        strncasecmp(rest.at + 2, html->element, strlen(html->element)) == 0) {
        html->state = HTML_NAME;
        html->closing = true;
        memset(html->element, 0, sizeof html->element);
        return 2;
    }
    return 1;
}

static void byte_feed(struct html *html, char c)
{
    switch (html->state) {
    case HTML_NAME:
        if (is_space(c) || c == '/')
            html->state = HTML_TAG;
        else if (c == '>')
            tag_end(html);
        else
            keep(html->element, c);
        break;
    case HTML_TAG:
        tag_feed(html, c);
        break;
    case HTML_VALUE:
        value_feed(html, c);
        break;
    case HTML_UNQUOTED:
        if (c == '>')
            tag_end(html);
        else if (is_space(c))
            attribute_end(html);
        break;
    case HTML_SINGLE:
    case HTML_DOUBLE:
        if (c == (html->state == HTML_SINGLE ? '\'' : '"'))
            attribute_end(html);
        break;
    case HTML_OPEN:
        html->state = is_letter(c) || c == '/' || c == '!' ? HTML_NAME : HTML_TEXT;
        break;
    case HTML_TEXT:
    case HTML_COMMENT:
    case HTML_SCRIPT:
        break;
    }
}

void html_feed(struct html *html, struct span text)
{
    for (size_t i = 0; i < text.length;) {
        const struct span rest = { text.at + i, text.length - i };

        if (html->state == HTML_COMMENT || html->state == HTML_SCRIPT) {
            i += hidden_feed(html, rest);
        } else if (html->state == HTML_TEXT && text.at[i] == '<') {
            i += tag_begin(html, rest);
        } else {
            byte_feed(html, text.at[i]);
            i++;
        }
    }
}

/* Attributes whose value is a program or a style sheet, however well it is escaped. */
static bool runs(const char *attribute)
{
    return strncmp(attribute, "on", 2) == 0 || strcmp(attribute, "style") == 0 ||
           strcmp(attribute, "srcdoc") == 0;
}

const char *html_refusal(const struct html *html, enum html_use use)
{
    switch (html->state) {
    case HTML_TEXT:
        return NULL;
    case HTML_OPEN:
        return use == HTML_ESCAPED || use == HTML_UNESCAPED ? "a tag can't make an element's name" : NULL;
    case HTML_NAME:
        return use == HTML_STRUCTURE ? NULL : "a tag can't make an element's name";
    case HTML_TAG:
        return use == HTML_STRUCTURE ? NULL : "a tag can't make an attribute's name";
    case HTML_VALUE:
    case HTML_UNQUOTED:
        return "an attribute with a tag in it needs quotes";
    case HTML_SINGLE:
    case HTML_DOUBLE:
        if (use == HTML_PARTIAL)
            return "a partial can't stand in an attribute";
        if (runs(html->attribute))
            return "a tag can't stand in an attribute that is a script or a style";
        return use == HTML_UNESCAPED ? "an attribute takes escaped values only" : NULL;
    case HTML_COMMENT:
        return "a tag can't stand in an HTML comment";
    case HTML_SCRIPT:
        return "a tag can't stand in a script or a style";
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Tags as they stand in a template's source. A tag alone on its line takes the line with it (mustache's
 * "standalone" rule), which is decided on the source itself, before anything is cut.
 */
#include "template_parse.h"

enum { DELIMITER_MAX = 16 };

bool parse_fail(const struct parser *parser, size_t at, const char *reason)
{
    unsigned line = 1;

    for (size_t i = 0; i < at; i++)
        line += parser->source.at[i] == '\n';
    fprintf(parser->errors, "%s:%u: %s\n", parser->name, line, reason);
    return false;
}

bool parse_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span parse_trim(struct span text)
{
    while (text.length && parse_blank(text.at[0])) {
        text.at++;
        text.length--;
    }
    while (text.length && parse_blank(text.at[text.length - 1]))
        text.length--;
    return text;
}

size_t parse_find(struct span source, size_t from, struct span wanted)
{
    const char *const found = memmem(source.at + from, source.length - from, wanted.at, wanted.length);

    return found ? (size_t)(found - source.at) : source.length;
}

static void standalone_find(const struct parser *parser, struct tag *tag)
{
    const struct span source = parser->source;
    size_t begin = tag->begin, end = tag->end;

    if (!strchr("#^/!>=", tag->kind) || !tag->kind)
        return;
    while (begin > 0 && (source.at[begin - 1] == ' ' || source.at[begin - 1] == '\t'))
        begin--;
    while (end < source.length && (source.at[end] == ' ' || source.at[end] == '\t' || source.at[end] == '\r'))
        end++;
    tag->standalone =
        (begin == 0 || source.at[begin - 1] == '\n') && (end == source.length || source.at[end] == '\n');
    tag->line_begin = begin;
    tag->line_end = end < source.length ? end + 1 : end;
}

/* The tag that begins at `begin`. */
bool parse_tag(const struct parser *parser, size_t begin, struct tag *ret_tag)
{
    const struct span source = parser->source;
    struct tag tag = { .begin = begin };
    size_t from = begin + parser->open.length, end;
    char closing[DELIMITER_MAX + 2] = "";
    struct span wanted = { closing, 0 };

    if (from < source.length && strchr("#^/!>=&{", source.at[from]) && source.at[from])
        tag.kind = source.at[from++];
    if (tag.kind == '{' || tag.kind == '=')
        closing[wanted.length++] = tag.kind == '{' ? '}' : '=';
    memcpy(closing + wanted.length, parser->close.at, parser->close.length);
    wanted.length += parser->close.length;
    end = parse_find(source, from, wanted);
    if (end == source.length)
        return parse_fail(parser, begin, "a tag is not closed");
    tag.content = parse_trim((struct span){ source.at + from, end - from });
    tag.end = end + wanted.length;
    if (tag.kind == '{')
        tag.kind = '&';
    standalone_find(parser, &tag);
    *ret_tag = tag;
    return true;
}

bool parse_name(const struct parser *parser, size_t at, struct span text, struct name *ret_name)
{
    struct part parts[NAME_PARTS_MAX];
    unsigned count = 0;
    size_t from = 0;

    if (text.length == 0)
        return parse_fail(parser, at, "a tag names nothing");
    if (!span_equal(text, SPAN("."))) {
        for (size_t i = 0; i <= text.length; i++) {
            if (i < text.length && text.at[i] != '.')
                continue;
            if (i == from || count == NAME_PARTS_MAX)
                return parse_fail(parser, at, "a tag's name has an empty part, or too many");
            parts[count].text = (struct span){ text.at + from, i - from };
            parts[count].sum = name_sum(parts[count].text);
            count++;
            from = i + 1;
        }
    }
    for (size_t i = 0; i < text.length; i++)
        if (parse_blank(text.at[i]))
            return parse_fail(parser, at, "a tag's name has a space in it");
    ret_name->parts =
        count ? memcpy(arena_alloc(parser->set->arena, count * sizeof *parts), parts, count * sizeof *parts)
              : NULL;
    ret_name->count = count;
    return true;
}

bool parse_delimiters(struct parser *parser, const struct tag *tag)
{
    const struct span text = tag->content;
    size_t open = 0, close;

    while (open < text.length && !parse_blank(text.at[open]))
        open++;
    close = open;
    while (close < text.length && parse_blank(text.at[close]))
        close++;
    parser->open = (struct span){ text.at, open };
    parser->close = (struct span){ text.at + close, text.length - close };
    for (size_t i = close; i < text.length; i++)
        if (parse_blank(text.at[i]) || text.at[i] == '=')
            return parse_fail(parser, tag->begin, "delimiters are two, without spaces or '='");
    if (open == 0 || close == text.length || open > DELIMITER_MAX || text.length - close > DELIMITER_MAX)
        return parse_fail(parser, tag->begin, "delimiters are two, of at most 16 bytes each");
    return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling templates. One pass over the source: text up to the next tag, then the tag. A tag alone on its
 * line takes the line with it (mustache's "standalone" rule), which is decided on the source itself, before
 * anything is cut.
 */
#include "template_parse.h"

enum { PARTIALS_MAX = 64 };

static bool program_compile(struct parser *from, const char *name, struct span source, unsigned *ret_index);

static struct instruction *emit(struct parser *parser, enum opcode code, size_t at)
{
    struct program *const program = &parser->template->programs[parser->program];
    struct arena *const arena = parser->template->arena;

    if (program->count == program->capacity) {
        const unsigned larger = program->capacity * 2 + 16;

        program->instructions =
            arena_grow(arena, program->instructions, program->capacity * sizeof *program->instructions,
                       larger * sizeof *program->instructions);
        program->capacity = larger;
    }
    program->instructions[program->count] = (struct instruction){
        .code = code,
        .line_start = at == 0 || parser->source.at[at - 1] == '\n',
    };
    return &program->instructions[program->count++];
}

static void text_emit(struct parser *parser, size_t from, size_t to)
{
    if (to <= from)
        return;
    emit(parser, OP_TEXT, from)->text = (struct span){ parser->source.at + from, to - from };
    html_feed(&parser->html, (struct span){ parser->source.at + from, to - from });
}

static bool section_open(struct parser *parser, const struct tag *tag)
{
    struct instruction *const here = emit(parser, tag->kind == '#' ? OP_SECTION : OP_INVERTED, tag->begin);
    const char *const refusal = html_refusal(&parser->html, HTML_STRUCTURE);

    here->line_start = here->line_start && !tag->standalone;
    if (refusal)
        return parse_fail(parser, tag->begin, refusal);
    if (parser->html.state == HTML_NAME) /* <option{{#chosen}} selected{{/chosen}}> */
        parser->html.state = HTML_TAG;
    if (parser->depth == TEMPLATE_DEPTH_MAX)
        return parse_fail(parser, tag->begin, "sections are nested too deeply");
    parser->sections[parser->depth++] = (struct open_section){
        .name = tag->content,
        .instruction = parser->template->programs[parser->program].count - 1,
        .html = parser->html,
    };
    return parse_name(parser, tag->begin, tag->content, &here->name);
}

static bool section_close(struct parser *parser, const struct tag *tag)
{
    const struct program *const program = &parser->template->programs[parser->program];
    const struct open_section *section;

    if (parser->depth == 0)
        return parse_fail(parser, tag->begin, "a section is closed that isn't open");
    section = &parser->sections[--parser->depth];
    if (!span_equal(section->name, tag->content))
        return parse_fail(parser, tag->begin, "another section is open here");
    /* Else the text behind would be read differently with and without the section. */
    if (section->html.state != parser->html.state)
        return parse_fail(parser, tag->begin, "a section must end in the same part of HTML that it began in");
    program->instructions[section->instruction].target = program->count;
    return true;
}

static bool partial_read(struct parser *parser, const struct tag *tag)
{
    const char *const name = arena_copy(parser->template->arena, tag->content.at, tag->content.length);
    const char *const refusal = html_refusal(&parser->html, HTML_PARTIAL);
    struct instruction *here;
    unsigned index = 0;

    if (tag->content.length == 0)
        return parse_fail(parser, tag->begin, "a tag names nothing");
    if (refusal)
        return parse_fail(parser, tag->begin, refusal);
    for (index = 0; index < parser->template->count; index++)
        if (strcmp(parser->template->programs[index].name, name) == 0)
            break;
    if (index == parser->template->count &&
        !program_compile(parser, name,
                         parser->partial ? parser->partial(name, parser->context) : (struct span){ 0 },
                         &index))
        return false;
    here = emit(parser, OP_PARTIAL, tag->begin);
    here->target = index;
    if (tag->standalone) {
        here->line_start = false;
        here->text = (struct span){ parser->source.at + tag->line_begin, tag->begin - tag->line_begin };
    }
    return true;
}

/* {{t key}} and {{n key name}}. `words` is what stands behind the letter. */
static bool word_read(struct parser *parser, const struct tag *tag, bool counted)
{
    const struct span words = parse_trim((struct span){ tag->content.at + 1, tag->content.length - 1 });
    size_t length = 0;
    struct instruction *here;

    while (length < words.length && !parse_blank(words.at[length]))
        length++;
    here = emit(parser, counted ? OP_COUNT : OP_WORD, tag->begin);
    here->entry = i18n_entry(arena_copy(parser->template->arena, words.at, length));
    if (!here->entry)
        return parse_fail(parser, tag->begin, "the catalogue has no such key");
    if (here->entry->plural != counted)
        return parse_fail(parser, tag->begin,
                          "t takes a text, n a key with plural forms and the name of the number");
    if (!counted)
        return length == words.length || parse_fail(parser, tag->begin, "t takes one key");
    return parse_name(parser, tag->begin,
                      parse_trim((struct span){ words.at + length, words.length - length }), &here->name);
}

static bool value_read(struct parser *parser, const struct tag *tag)
{
    const char *const refusal = html_refusal(&parser->html, tag->kind == '&' ? HTML_UNESCAPED : HTML_ESCAPED);
    struct instruction *here;

    if (refusal)
        return parse_fail(parser, tag->begin, refusal);
    if (!tag->kind && tag->content.length > 2 && parse_blank(tag->content.at[1]) &&
        (tag->content.at[0] == 't' || tag->content.at[0] == 'n'))
        return word_read(parser, tag, tag->content.at[0] == 'n');
    here = emit(parser, tag->kind == '&' ? OP_RAW : OP_VALUE, tag->begin);
    return parse_name(parser, tag->begin, tag->content, &here->name);
}

static bool tag_compile(struct parser *parser, const struct tag *tag)
{
    switch (tag->kind) {
    case '!':
        return true;
    case '=':
        return parse_delimiters(parser, tag);
    case '#':
    case '^':
        return section_open(parser, tag);
    case '/':
        return section_close(parser, tag);
    case '>':
        return partial_read(parser, tag);
    default:
        return value_read(parser, tag);
    }
}

static bool source_compile(struct parser *parser)
{
    while (parser->at < parser->source.length) {
        const size_t begin = parse_find(parser->source, parser->at, parser->open);
        struct tag tag;

        if (begin == parser->source.length) {
            text_emit(parser, parser->at, begin);
            break;
        }
        if (!parse_tag(parser, begin, &tag))
            return false;
        text_emit(parser, parser->at, tag.standalone ? tag.line_begin : begin);
        if (!tag_compile(parser, &tag))
            return false;
        parser->at = tag.standalone ? tag.line_end : tag.end;
    }
    if (parser->depth)
        return parse_fail(parser, parser->source.length, "a section is not closed");
    if (parser->html.state != HTML_TEXT && parser->html.state != HTML_OPEN)
        return parse_fail(parser, parser->source.length,
                          "the template ends inside an HTML tag, comment or script");
    return true;
}

static bool program_compile(struct parser *from, const char *name, struct span source, unsigned *ret_index)
{
    struct template *const template = from->template;
    struct parser parser = *from;

    if (template->count == PARTIALS_MAX)
        return parse_fail(from, from->at, "too many partials");
    parser.program = template->count;
    parser.name = name;
    parser.source = (struct span){ arena_copy(template->arena, source.at ? source.at : "", source.length),
                                   source.length };
    parser.at = 0;
    parser.depth = 0;
    parser.open = SPAN("{{");
    parser.close = SPAN("}}");
    parser.html = (struct html){ .state = HTML_TEXT };
    template->programs[template->count++].name = name;
    *ret_index = parser.program;
    return source_compile(&parser);
}

struct template *template_compile(const char *name, struct span source,
                                  struct span (*partial)(const char *name, void *context), void *context,
                                  FILE *errors)
{
    struct arena *const arena = arena_create();
    struct template *const template = arena_calloc(arena, 1, sizeof *template);
    struct parser parser = { .template = template,
                             .partial = partial,
                             .context = context,
                             .errors = errors,
                             .name = name,
                             .source = { "", 0 } };
    unsigned index;

    template->arena = arena;
    template->programs = arena_calloc(arena, PARTIALS_MAX, sizeof *template->programs);
    if (program_compile(&parser, arena_copy(arena, name, strlen(name)), source, &index))
        return template;
    arena_destroy(arena);
    return NULL;
}

void template_free(struct template *compiled)
{
    if (compiled)
        arena_destroy(compiled->arena);
}

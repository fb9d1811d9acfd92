/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling templates. One pass over the source: text up to the next tag, then the tag. A tag alone on its
 * line takes the line with it (mustache's "standalone" rule), which is decided on the source itself, before
 * anything is cut.
 */
#include "template_parse.h"

static const struct template *template_make(struct template_set *set, const char *name, struct span source,
                                            unsigned nesting, FILE *errors);

static struct instruction *emit(struct parser *parser, enum opcode code, size_t at)
{
    if (parser->count == parser->capacity) {
        const unsigned larger = parser->capacity * 2 + 16;

        parser->instructions =
            arena_grow(parser->scratch, parser->instructions, parser->capacity * sizeof *parser->instructions,
                       larger * sizeof *parser->instructions);
        parser->capacity = larger;
    }
    parser->instructions[parser->count] = (struct instruction){
        .code = code,
        .line_start = at == 0 || parser->source.at[at - 1] == '\n',
    };
    return &parser->instructions[parser->count++];
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
        .instruction = parser->count - 1,
        .html = parser->html,
    };
    return parse_name(parser, tag->begin, tag->content, &here->name);
}

static bool section_close(struct parser *parser, const struct tag *tag)
{
    const struct open_section *section;

    if (parser->depth == 0)
        return parse_fail(parser, tag->begin, "a section is closed that isn't open");
    section = &parser->sections[--parser->depth];
    if (!span_equal(section->name, tag->content))
        return parse_fail(parser, tag->begin, "another section is open here");
    /* Else the text behind would be read differently with and without the section. */
    if (section->html.state != parser->html.state)
        return parse_fail(parser, tag->begin, "a section must end in the same part of HTML that it began in");
    parser->instructions[section->instruction].target = parser->count;
    return true;
}

/* The set's template of that name, or NULL. One that is still being made will do: it includes itself. */
static const struct template *known(const struct template_set *set, const char *name)
{
    const struct template *found = set->newest;

    while (found && strcmp(found->name, name) != 0)
        found = found->older;
    return found;
}

static bool partial_read(struct parser *parser, const struct tag *tag)
{
    struct template_set *const set = parser->set;
    const char *const name = arena_copy(set->arena, tag->content.at, tag->content.length);
    const char *const refusal = html_refusal(&parser->html, HTML_PARTIAL);
    const struct template *partial = known(set, name);
    struct instruction *here;

    if (tag->content.length == 0)
        return parse_fail(parser, tag->begin, "a tag names nothing");
    if (refusal)
        return parse_fail(parser, tag->begin, refusal);
    if (!partial && parser->nesting == TEMPLATE_DEPTH_MAX)
        return parse_fail(parser, tag->begin, "partials are nested too deeply");
    if (!partial)
        partial =
            template_make(set, name, set->partial ? set->partial(name, set->context) : (struct span){ 0 },
                          parser->nesting + 1, parser->errors);
    if (!partial)
        return false;
    here = emit(parser, OP_PARTIAL, tag->begin);
    here->partial = partial;
    if (tag->standalone) {
        here->line_start = false;
        here->text = (struct span){ parser->source.at + tag->line_begin, tag->begin - tag->line_begin };
    }
    return true;
}

/* A text of the catalogue in each language, escaped once and for all. */
static const struct span *words_escaped(struct arena *arena, const struct catalogue_entry *entry)
{
    struct span *const words = arena_calloc(arena, language_count(), sizeof *words);

    for (unsigned i = 0; i < language_count(); i++) {
        struct buffer out = buffer_in(arena, entry->forms[i][PLURAL_OTHER].length);

        html_escape(&out, entry->forms[i][PLURAL_OTHER]);
        words[i] = buffer_bytes(&out);
    }
    return words;
}

/* {{t key}} and {{n key name}}. `words` is what stands behind the letter. */
static bool word_read(struct parser *parser, const struct tag *tag, bool counted)
{
    const struct span words = parse_trim((struct span){ tag->content.at + 1, tag->content.length - 1 });
    const struct catalogue_entry *entry;
    size_t length = 0;
    struct instruction *here;

    while (length < words.length && !parse_blank(words.at[length]))
        length++;
    entry = i18n_entry(arena_copy(parser->scratch, words.at, length));
    if (!entry)
        return parse_fail(parser, tag->begin, "the catalogue has no such key");
    if (entry->plural != counted)
        return parse_fail(parser, tag->begin,
                          "t takes a text, n a key with plural forms and the name of the number");
    here = emit(parser, counted ? OP_COUNT : OP_WORD, tag->begin);
    if (!counted) {
        here->words = words_escaped(parser->set->arena, entry);
        return length == words.length || parse_fail(parser, tag->begin, "t takes one key");
    }
    here->entry = entry;
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

/* Makes one template of the set, and the partials that it names first. */
static const struct template *template_make(struct template_set *set, const char *name, struct span source,
                                            unsigned nesting, FILE *errors)
{
    struct template *const template = arena_calloc(set->arena, 1, sizeof *template);
    struct parser parser = {
        .set = set,
        .name = name,
        .source = { arena_copy(set->arena, source.at ? source.at : "", source.length), source.length },
        .open = SPAN("{{"),
        .close = SPAN("}}"),
        .html = { .state = HTML_TEXT },
        .scratch = arena_create(),
        .nesting = nesting,
        .errors = errors,
    };
    bool good;

    template->name = name;
    template->older = set->newest;
    set->newest = template;
    good = source_compile(&parser);
    if (good && parser.count) {
        const size_t size = parser.count * sizeof *parser.instructions;

        template->instructions = memcpy(arena_alloc(set->arena, size), parser.instructions, size);
        template->count = parser.count;
    }
    arena_destroy(parser.scratch);
    return good ? template : NULL;
}

struct template_set *template_set_create(struct span (*partial)(const char *name, void *context),
                                         void *context)
{
    struct arena *const arena = arena_create();
    struct template_set *const set = arena_calloc(arena, 1, sizeof *set);

    set->arena = arena;
    set->partial = partial;
    set->context = context;
    return set;
}

void template_set_free(struct template_set *set)
{
    if (set)
        arena_destroy(set->arena);
}

const struct template *template_compile(struct template_set *set, const char *name, struct span source,
                                        FILE *errors)
{
    const struct template *const compiled =
        template_make(set, arena_copy(set->arena, name, strlen(name)), source, 0, errors);

    return compiled;
}

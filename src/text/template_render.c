/* SPDX-License-Identifier: Apache-2.0
 *
 * Rendering: one walk over the instructions with a stack of the objects that names are looked up in. */
#include "program.h"

#include <limits.h>

struct render {
    const struct view *stack[TEMPLATE_DEPTH_MAX];
    unsigned depth, partials;
    unsigned language;
    struct span indent; /* of the partial at hand */
    struct buffer *out;
};

/* What an object hasn't got is mostly told by one bit, without a look at its members. */
static const struct view *member(const struct view *object, const struct part *part)
{
    if (object->kind != VIEW_OBJECT || !(object->sums >> part->sum & 1))
        return NULL;
    for (const struct view *child = object->first; child; child = child->next)
        if (child->sum == part->sum && span_equal(child->name, part->text))
            return child;
    return NULL;
}

/* The first part is looked for from the innermost object outwards, the others only in what it named. */
static const struct view *look_up(const struct render *render, const struct name *name)
{
    const struct view *found = NULL;

    if (name->count == 0)
        return render->stack[render->depth - 1];
    for (unsigned i = render->depth; i > 0 && !found; i--)
        found = member(render->stack[i - 1], &name->parts[0]);
    for (unsigned i = 1; i < name->count && found; i++)
        found = member(found, &name->parts[i]);
    return found;
}

static bool truth(const struct view *view)
{
    if (!view)
        return false;
    switch (view->kind) {
    case VIEW_OBJECT:
        return true;
    case VIEW_LIST:
        return view->first != NULL;
    case VIEW_TEXT:
        return view->text.length > 0;
    case VIEW_INTEGER:
        return view->integer != 0;
    case VIEW_BOOLEAN:
        return view->boolean;
    }
    return false;
}

static const char *const escapes[UCHAR_MAX + 1] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void html_escape(struct buffer *out, struct span text)
{
    size_t begin = 0;

    for (size_t i = 0; i < text.length; i++) {
        const char *const replacement = escapes[(unsigned char)text.at[i]];

        if (replacement) {
            buffer_add(out, text.at + begin, i - begin);
            buffer_text(out, replacement);
            begin = i + 1;
        }
    }
    buffer_add(out, text.at + begin, text.length - begin);
}

static void value_add(struct buffer *out, const struct view *view, bool raw)
{
    if (!view)
        return;
    if (view->kind == VIEW_INTEGER)
        buffer_int(out, view->integer);
    else if (view->kind == VIEW_BOOLEAN)
        buffer_text(out, view->boolean ? "true" : "false");
    else if (view->kind == VIEW_TEXT && raw)
        buffer_span(out, view->text);
    else if (view->kind == VIEW_TEXT)
        html_escape(out, view->text);
}

/* Template text in an indented partial: the indentation goes before each further line that begins in it. */
static void text_add(struct render *render, struct span text)
{
    size_t begin = 0;

    for (size_t i = 0; render->indent.length && i + 1 < text.length; i++)
        if (text.at[i] == '\n') {
            buffer_add(render->out, text.at + begin, i + 1 - begin);
            buffer_span(render->out, render->indent);
            begin = i + 1;
        }
    buffer_add(render->out, text.at + begin, text.length - begin);
}

static void run(struct render *render, const struct template *template, unsigned from, unsigned to);

static void run_within(struct render *render, const struct template *template, unsigned from, unsigned to,
                       const struct view *view)
{
    if (render->depth == TEMPLATE_DEPTH_MAX)
        return;
    render->stack[render->depth++] = view;
    run(render, template, from, to);
    render->depth--;
}

static void section(struct render *render, const struct template *template, unsigned at)
{
    const struct instruction *const here = &template->instructions[at];
    const struct view *const view = look_up(render, &here->name);

    if (here->code == OP_INVERTED) {
        if (!truth(view))
            run(render, template, at + 1, here->target);
        return;
    }
    if (!truth(view))
        return;
    if (view->kind != VIEW_LIST) {
        run_within(render, template, at + 1, here->target, view);
        return;
    }
    for (const struct view *item = view->first; item; item = item->next)
        run_within(render, template, at + 1, here->target, item);
}

static void partial(struct render *render, const struct instruction *here)
{
    const struct span outer = render->indent;
    struct buffer indent;

    if (render->partials == TEMPLATE_DEPTH_MAX)
        return;
    if (here->text.length) {
        indent = buffer_in(render->out->arena, outer.length + here->text.length);
        buffer_span(&indent, outer);
        buffer_span(&indent, here->text);
        render->indent = buffer_bytes(&indent);
    }
    render->partials++;
    run(render, here->partial, 0, here->partial->count);
    render->partials--;
    render->indent = outer;
}

static void count_add(struct render *render, const struct instruction *here)
{
    const struct view *const view = look_up(render, &here->name);

    html_escape(render->out, i18n_format_count(render->out->arena, render->language, here->entry->key,
                                               view && view->kind == VIEW_INTEGER ? view->integer : 0, NULL));
}

static void run(struct render *render, const struct template *template, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        const struct instruction *const here = &template->instructions[i];

        if (here->line_start && render->indent.length)
            buffer_span(render->out, render->indent);
        switch (here->code) {
        case OP_TEXT:
            text_add(render, here->text);
            break;
        case OP_VALUE:
        case OP_RAW:
            value_add(render->out, look_up(render, &here->name), here->code == OP_RAW);
            break;
        case OP_SECTION:
        case OP_INVERTED:
            section(render, template, i);
            i = here->target - 1;
            break;
        case OP_PARTIAL:
            partial(render, here);
            break;
        case OP_WORD:
            buffer_span(render->out, here->words[render->language]);
            break;
        case OP_COUNT:
            count_add(render, here);
            break;
        }
    }
}

void template_render(const struct template *compiled, const struct view *data, unsigned language,
                     struct buffer *out)
{
    struct render render = { .stack = { data }, .depth = 1, .language = language, .out = out };

    run(&render, compiled, 0, compiled->count);
}

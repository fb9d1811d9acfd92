/* SPDX-License-Identifier: Apache-2.0
 *
 * libFuzzer: templates. Any source compiles or is refused; what compiles renders, whatever the data. The
 * first byte cuts the input in two: a template, and a value that stands in it.
 *
 * What is proved beside the absence of crashes: a value that is rendered escaped brings no '<' into a page.
 */
#include "branchlight/i18n.h"
#include "branchlight/template.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span partial(const char *name, void *context)
{
    (void)context;
    /* Recursion ends, but with two of these in one template only after 2^64 steps; templates are ours. */
    return name[0] == 'p' ? SPAN("  {{a}}\n{{#b}}\n{{/b}}") : (struct span){ 0 };
}

static void render(const struct template *template, struct span value, struct arena *arena)
{
    struct view *const view = view_object(arena);
    struct buffer out = buffer_in(arena, 1024);

    view_set_text(view, "a", value);
    view_set_bool(view, "b", true);
    view_set_int(view, "c", (int64_t)value.length);
    view_add_text(view_set_list(view, "l"), value);
    template_render(template, view, 0, &out);
}

/* A value between elements stays text. */
static void prove_escaping(struct span value, struct arena *arena)
{
    static const struct template *template;
    struct view *const view = view_object(arena);
    struct buffer out = buffer_in(arena, 1024);

    if (!template)
        template = template_compile(template_set_create(NULL, NULL), "safe", SPAN("<p title=\"{{a}}\">{{a}}"),
                                    stderr);
    view_set_text(view, "a", value);
    template_render(template, view, 0, &out);
    if (memchr(out.bytes + 1, '<', out.length - 1))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    static FILE *nowhere;
    struct template_set *set;
    const struct template *template;
    struct span source, value;

    if (!arena) {
        arena = arena_create();
        nowhere = fopen("/dev/null", "w");
        if (!nowhere || !i18n_load(stderr))
            abort();
    }
    if (size < 1)
        return 0;
    source.at = (const char *)data + 1;
    source.length = data[0] % size;
    value.at = source.at + source.length;
    value.length = size - 1 - source.length;
    set = template_set_create(partial, NULL);
    template = template_compile(set, "fuzz", source, nowhere);
    if (template && source.length < 400)
        render(template, value, arena);
    template_set_free(set);
    prove_escaping(value, arena);
    arena_reset(arena);
    return 0;
}

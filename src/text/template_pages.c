/* SPDX-License-Identifier: Apache-2.0
 *
 * The embedded pages, compiled at start: a page that cannot be compiled stops the program before it answers
 * anybody, and fails tests/unit/text_pages_test.c before that.
 */
#include "branchlight/assets.h"
#include "program.h"

#define PAGES    "static/pages/"
#define PARTIALS "static/pages/partials/"

enum { PAGES_MAX = 64, PATH_MAX_LENGTH = 160 };

static struct {
    struct span name; /* "find_page" */
    const struct template *template;
} pages[PAGES_MAX];
static unsigned page_count;
static struct template_set *set;

/* Context of partial_source, kept with the set: a partial that isn't there is a mistake in a page, though not
 * in mustache. */
static struct search {
    FILE *errors;
    bool missing;
} search;

static struct span partial_source(const char *name, void *context)
{
    char path[PATH_MAX_LENGTH];
    const struct asset *asset;
    (void)context;

    snprintf(path, sizeof path, PARTIALS "%s.html", name);
    asset = asset_find(span_of(path));
    if (asset)
        return asset->bytes;
    fprintf(search.errors, "%s: there is no such partial\n", path);
    search.missing = true;
    return (struct span){ 0 };
}

static bool page_compile(const struct asset *asset, FILE *errors)
{
    const struct span name = { asset->path + strlen(PAGES), strlen(asset->path) - strlen(PAGES ".html") };
    const struct template *template;

    if (page_count == PAGES_MAX) {
        fprintf(errors, "%s: more than %d pages\n", asset->path, PAGES_MAX);
        return false;
    }
    template = template_compile(set, asset->path, asset->bytes, errors);
    if (!template || search.missing)
        return false;
    pages[page_count].name = name;
    pages[page_count++].template = template;
    return true;
}

bool pages_compile(FILE *errors)
{
    unsigned first, count;

    template_set_free(set);
    set = template_set_create(partial_source, NULL);
    search = (struct search){ errors, false };
    page_count = 0;
    asset_range(PAGES, &first, &count);
    for (unsigned i = first; i < first + count; i++)
        if (!span_starts(span_of(assets[i].path), SPAN(PARTIALS)) && !page_compile(&assets[i], errors))
            return false;
    return true;
}

const struct template *page_template(const char *name)
{
    for (unsigned i = 0; i < page_count; i++)
        if (span_equal(pages[i].name, span_of(name)))
            return pages[i].template;
    return NULL;
}

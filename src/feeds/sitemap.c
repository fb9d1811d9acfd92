/* SPDX-License-Identifier: Apache-2.0
 *
 * The sitemap (sitemaps.org): every public page in every language, each naming the others. It is made piece
 * by piece while it is sent, from one snapshot. A part has at most PART_URLS addresses, well below the
 * protocol's 50,000 and 50 MB even with eight languages; where there are more, an index names the parts.
 *
 * A kind of page is listed where routes.def has its route, so that nothing is promised that isn't there. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"

enum { PART_URLS = 20000, PIECE_BYTES = 32768 };

enum source { SOURCE_ONE, SOURCE_BRANCHES, SOURCE_EVENTS, SOURCE_DICTIONARY };

/* `path` stands behind "/{lang}/"; but for SOURCE_ONE a code follows it. */
static const struct family {
    const char *path;
    enum source source;
    enum directory_kind kind;
} families[] = {
    { "", SOURCE_ONE, 0 },
    { "events", SOURCE_ONE, 0 },
    { "data", SOURCE_ONE, 0 },
    { "privacy", SOURCE_ONE, 0 },
    { "accessibility", SOURCE_ONE, 0 },
    { "branches/", SOURCE_BRANCHES, 0 },
    { "libraries/", SOURCE_DICTIONARY, DIRECTORY_LIBRARY },
    { "municipalities", SOURCE_ONE, 0 },
    { "municipalities/", SOURCE_DICTIONARY, DIRECTORY_MUNICIPALITY },
    { "campaigns/", SOURCE_DICTIONARY, DIRECTORY_CAMPAIGN },
    { "events/", SOURCE_EVENTS, 0 },
};
enum { FAMILIES = sizeof families / sizeof *families };

/* Whether there is a page "/{lang}/<path>", or for codes "/{lang}/<path>{code}". */
static bool family_routed(const struct family *family)
{
    static const char lang[] = "/{lang}/";
    const size_t length = strlen(family->path);

    for (unsigned i = 0; i < route_count; i++) {
        const char *const path = routes[i].path;
        if (strncmp(path, lang, sizeof lang - 1) != 0 ||
            strncmp(path + sizeof lang - 1, family->path, length) != 0)
            continue;
        const char *const rest = path + sizeof lang - 1 + length;
        if (family->source == SOURCE_ONE ? *rest == '\0' : *rest == '{' && !strchr(rest, '/'))
            return true;
    }
    return false;
}

static uint32_t family_count(const struct snapshot *snapshot, const struct family *family)
{
    if (!family_routed(family))
        return 0;
    switch (family->source) {
    case SOURCE_BRANCHES:
        return branch_count(snapshot);
    case SOURCE_EVENTS:
        return event_count(snapshot);
    case SOURCE_DICTIONARY:
        return directory_count(snapshot, family->kind);
    default:
        return 1;
    }
}

/* The code of a family's i-th page; false where it has none: a municipality without a branch says nothing. */
static bool family_code(const struct snapshot *snapshot, const struct family *family, uint32_t i,
                        struct span *ret_code)
{
    struct branch_view branch;
    struct event_view event;
    struct directory_entry entry;

    switch (family->source) {
    case SOURCE_BRANCHES:
        branch_view(snapshot, branch_at(snapshot, i), &branch);
        *ret_code = branch.code;
        return true;
    case SOURCE_EVENTS:
        event_view(snapshot, i, 0, &event);
        *ret_code = event.code;
        return true;
    case SOURCE_DICTIONARY:
        directory_entry_at(snapshot, family->kind, i, &entry);
        *ret_code = entry.code;
        return family->kind != DIRECTORY_MUNICIPALITY || entry.branches > 0;
    default:
        *ret_code = (struct span){ 0 };
        return true;
    }
}

static uint32_t part_pages(void)
{
    return PART_URLS / language_count();
}

unsigned sitemap_parts(const struct snapshot *snapshot)
{
    uint64_t pages = 0;

    for (unsigned i = 0; i < FAMILIES; i++)
        pages += family_count(snapshot, &families[i]);
    return (unsigned)((pages + part_pages() - 1) / part_pages());
}

static void xml_text(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '&')
            buffer_text(out, "&amp;");
        else if (*text == '<')
            buffer_text(out, "&lt;");
        else if (*text == '"')
            buffer_text(out, "&quot;");
        else
            buffer_char(out, *text);
    }
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NAMES    "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""

struct reply sitemap_index(struct request *rq, unsigned parts)
{
    struct buffer out = buffer_in(rq->arena, 256 + (size_t)parts * 128);

    buffer_text(&out, XML_HEAD "<sitemapindex " NAMES ">\n");
    for (unsigned part = 1; part <= parts; part++) {
        buffer_text(&out, "<sitemap><loc>");
        xml_text(&out, rq->public_url);
        buffer_printf(&out, "/sitemap.xml?page=%u</loc></sitemap>\n", part);
    }
    buffer_text(&out, "</sitemapindex>\n");
    return reply_body(rq, "application/xml; charset=utf-8", &out);
}

struct sitemap_work {
    struct directory *directory;
    struct directory_hold hold;
    const char *public_url;
    uint32_t skip, left;    /* pages to pass over, pages to write */
    unsigned family, index; /* where it goes on */
    bool begun, ended;
    struct arena *arena; /* of the piece at hand */
    struct buffer pending;
    size_t sent;
};

static void address(struct buffer *out, const struct sitemap_work *work, unsigned language, const char *path,
                    struct span code)
{
    xml_text(out, work->public_url);
    buffer_printf(out, "/%s/%s", language_code(language), path);
    buffer_span(out, code);
}

static void page_write(struct sitemap_work *work, const char *path, struct span code)
{
    struct buffer *const out = &work->pending;

    for (unsigned language = 0; language < language_count(); language++) {
        buffer_text(out, "<url><loc>");
        address(out, work, language, path, code);
        buffer_text(out, "</loc>");
        for (unsigned other = 0; other < language_count(); other++) {
            buffer_printf(out, "<xhtml:link rel=\"alternate\" hreflang=\"%s\" href=\"", language_code(other));
            address(out, work, other, path, code);
            buffer_text(out, "\"/>");
        }
        buffer_text(out, "</url>\n");
    }
}

/* One step through the families, in order: passes over a family, or takes a page of it. */
static void step(struct sitemap_work *work)
{
    const struct snapshot *const snapshot = work->hold.snapshot;
    const struct family *const family = &families[work->family];
    const uint32_t pages = family_count(snapshot, family) - work->index;
    struct span code;

    if (pages == 0 || work->skip >= pages) {
        work->skip -= pages;
        work->family++;
        work->index = 0;
        return;
    }
    work->index += work->skip;
    work->skip = 0;
    if (family_code(snapshot, family, work->index, &code))
        page_write(work, family->path, code);
    work->index++;
    work->left--;
}

static void piece_write(struct sitemap_work *work)
{
    arena_reset(work->arena);
    work->pending = buffer_in(work->arena, 2 * PIECE_BYTES);
    work->sent = 0;
    if (!work->begun)
        buffer_text(&work->pending,
                    XML_HEAD "<urlset " NAMES " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    work->begun = true;
    while (work->pending.length < PIECE_BYTES && work->left > 0 && work->family < FAMILIES)
        step(work);
    work->ended = work->left == 0 || work->family == FAMILIES;
    if (work->ended)
        buffer_text(&work->pending, "</urlset>\n");
}

static long produce(void *state, char *into, size_t capacity)
{
    struct sitemap_work *const work = state;

    if (work->sent == work->pending.length) {
        if (work->ended)
            return 0;
        piece_write(work);
    }
    const size_t left = work->pending.length - work->sent, count = left < capacity ? left : capacity;
    memcpy(into, work->pending.bytes + work->sent, count);
    work->sent += count;
    return (long)count;
}

static void finish(void *state)
{
    struct sitemap_work *const work = state;

    directory_release(work->directory, work->hold);
    arena_destroy(work->arena);
}

struct reply sitemap_part(struct request *rq, unsigned part)
{
    struct sitemap_work *const work = arena_calloc(rq->arena, 1, sizeof *work);
    struct reply reply;

    *work = (struct sitemap_work){ .directory = rq->directory,
                                   .hold = directory_acquire(rq->directory),
                                   .public_url = rq->public_url,
                                   .skip = (part - 1) * part_pages(),
                                   .left = part_pages(),
                                   .arena = arena_create() };
    reply = (struct reply){ .status = 200,
                            .content_type = "application/xml; charset=utf-8",
                            .stream = { produce, finish, work } };
    reply_header(&reply, "Cache-Control", "no-cache");
    return reply;
}

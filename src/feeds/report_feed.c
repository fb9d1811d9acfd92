/* SPDX-License-Identifier: Apache-2.0
 *
 * Status reports as an Atom feed (RFC 4287). An entry's id is a tag URI (RFC 4151) of point and instant, with
 * a number where a point was reported of twice within a second: it stays the same for good, wherever the feed
 * is read from. */
#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"

static void text_put(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];

        if (c == '&')
            buffer_text(out, "&amp;");
        else if (c == '<')
            buffer_text(out, "&lt;");
        else if (c == '"')
            buffer_text(out, "&quot;");
        else
            buffer_char(out, c);
    }
}

static void element_put(struct buffer *out, const char *name, struct span text)
{
    buffer_printf(out, "<%s>", name);
    text_put(out, text);
    buffer_printf(out, "</%s>\n", name);
}

static void instant_put(struct buffer *out, int64_t at)
{
    char text[21];

    clock_format(at, text);
    element_put(out, "updated", span_of(text));
}

const char *site_address(struct request *rq)
{
    const struct span host = exchange_host(rq->exchange);

    return rq->public_url ? rq->public_url
                          : arena_printf(rq->arena, "http://%.*s", (int)host.length, host.at);
}

static struct span status_word(struct request *rq, struct span json)
{
    const struct span status = ready_text(rq->arena, json, "status");

    return i18n_text(rq->language,
                     arena_printf(rq->arena, "status.%.*s", (int)status.length, status.at ? status.at : ""));
}

/* How many of those behind it, which are older or as old, are of the same point and second. */
static unsigned same_before(const struct report_entry *entry, unsigned behind)
{
    unsigned same = 0;

    for (unsigned i = 1; i <= behind && entry[i].at == entry->at; i++)
        same += span_equal(entry[i].point, entry->point);
    return same;
}

static void entry_put(struct request *rq, struct buffer *out, const struct report_entry *entry,
                      unsigned behind)
{
    char at[21];
    const unsigned same = same_before(entry, behind);
    const struct span word = status_word(rq, entry->json),
                      role = ready_text(rq->arena, entry->json, "source");
    const char *const link =
        arena_printf(rq->arena, "%s/%s/branches/%.*s", site_address(rq), language_code(rq->language),
                     (int)entry->branch.length, entry->branch.at);

    clock_format(entry->at, at);
    buffer_text(out, "<entry>\n");
    element_put(out, "title",
                span_of(arena_printf(rq->arena, "%.*s: %.*s", (int)entry->name.length, entry->name.at,
                                     (int)word.length, word.at)));
    element_put(
        out, "id",
        span_of(arena_printf(rq->arena, "tag:branchlight,2026:points/%.*s/%s%s", (int)entry->point.length,
                             entry->point.at, at, same > 0 ? arena_printf(rq->arena, "/%u", same + 1) : "")));
    instant_put(out, entry->at);
    buffer_text(out, "<link href=\"");
    text_put(out, span_of(link));
    buffer_text(out, "\"/>\n<author><name>");
    text_put(out, i18n_text(rq->language, arena_printf(rq->arena, "role.%.*s", (int)role.length,
                                                       role.at ? role.at : "system")));
    buffer_text(out, "</name></author>\n");
    element_put(out, "summary", word);
    if (span_equal(ready_member(entry->json, "demo"), SPAN("true")))
        buffer_text(out, "<category term=\"demo\"/>\n");
    buffer_text(out, "</entry>\n");
}

struct reply report_feed(struct request *rq, struct span title, const struct report_entry *entries,
                         unsigned count)
{
    struct buffer out = buffer_in(rq->arena, 1024 + count * 512);
    const struct span path = exchange_raw_path(rq->exchange);
    const char *const self = arena_printf(rq->arena, "%s%.*s%s?lang=%s", site_address(rq), (int)path.length,
                                          path.at, rq->extension ? "" : ".atom", language_code(rq->language));
    struct reply reply;

    buffer_printf(&out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                  "xml:lang=\"%s\">\n",
                  language_code(rq->language));
    element_put(&out, "title",
                span_of(arena_printf(rq->arena, "%.*s – Branchlight", (int)title.length, title.at)));
    element_put(&out, "id", span_of(self));
    instant_put(&out, count > 0 ? entries[0].at : 0); /* without an entry it doesn't change */
    buffer_text(&out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    text_put(&out, span_of(self));
    buffer_text(&out, "\"/>\n");
    for (unsigned i = 0; i < count; i++)
        entry_put(rq, &out, &entries[i], count - 1 - i);
    buffer_text(&out, "</feed>\n");
    reply = reply_body(rq, "application/atom+xml; charset=utf-8", &out);
    if (!rq->public_url)
        reply.keep = 0; /* its addresses are of the host that was asked for */
    return reply;
}

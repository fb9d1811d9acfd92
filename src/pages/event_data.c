/* SPDX-License-Identifier: Apache-2.0
 *
 * An event in the words of schema.org, so that search engines and calendars tell of it, and of its
 * cancellation. */
#include "branchlight/buffer.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "event_items.h"
#include "event_parts.h"
#include "shell.h"

#include <stdlib.h>

enum { EXPECTED = 2048, SITES_MAX = 20, HOUR = 60 };

static void member(struct buffer *out, const char *name, struct span text)
{
    if (!text.length)
        return;
    json_put_name(out, name);
    json_put_string(out, text);
}

/* "2026-11-26T17:00:00+02:00": the clock of the place. */
static void instant_put(struct request *rq, struct buffer *out, const char *name, int64_t at, int offset)
{
    const struct civil civil = clock_civil(at, offset);
    const int size = abs(offset);

    member(out, name,
           span_of(arena_printf(rq->arena, "%04d-%02d-%02dT%02d:%02d:00%c%02d:%02d", civil.year, civil.month,
                                civil.day, civil.hour, civil.minute, offset < 0 ? '-' : '+', size / HOUR,
                                size % HOUR)));
}

static void site_put(struct request *rq, struct buffer *out, const struct branch_view *branch)
{
    buffer_char(out, '{');
    member(out, "@type", SPAN("Library"));
    member(out, "name", branch->name);
    member(out, "address", branch->address);
    if (rq->public_url)
        member(out, "url",
               span_of(arena_printf(rq->arena, "%s/%s/branches/%.*s", rq->public_url,
                                    language_code(rq->language), (int)branch->code.length, branch->code.at)));
    if (branch->located) {
        json_put_name(out, "geo");
        buffer_printf(out, "{\"@type\":\"GeoCoordinates\",\"latitude\":%.6f,\"longitude\":%.6f}",
                      branch->latitude, branch->longitude);
    }
    buffer_char(out, '}');
}

static void sites_put(struct request *rq, struct buffer *out, const struct event_view *event)
{
    bool any = false;

    json_put_name(out, "location");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < event->branch_count && i < SITES_MAX; i++) {
        const uint32_t handle = branch_find(rq->snapshot, event->branches[i]);
        struct branch_view branch;

        if (handle == DIRECTORY_NONE)
            continue;
        branch_view(rq->snapshot, handle, &branch);
        if (any)
            buffer_char(out, ',');
        site_put(rq, out, &branch);
        any = true;
    }
    buffer_char(out, ']');
}

static void organizers_put(struct request *rq, struct buffer *out, const struct event_view *event)
{
    json_put_name(out, "organizer");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < event->utility_count; i++) {
        buffer_text(out, i > 0 ? ",{" : "{");
        member(out, "@type", SPAN("Organization"));
        member(out, "name",
               directory_label(rq->snapshot, DIRECTORY_ORGANIZATION, event->utilities[i], rq->language));
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void languages_put(struct buffer *out, const struct event_view *event)
{
    json_put_name(out, "inLanguage");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < event->language_count; i++) {
        if (i > 0)
            buffer_char(out, ',');
        json_put_string(out, event->languages[i]);
    }
    buffer_char(out, ']');
}

static void campaign_put(struct request *rq, struct buffer *out, const struct event_view *event)
{
    struct directory_entry campaign;

    if (!directory_entry(rq->snapshot, DIRECTORY_CAMPAIGN, event->campaign, &campaign) || !campaign.published)
        return;
    json_put_name(out, "superEvent");
    buffer_char(out, '{');
    member(out, "@type", SPAN("EventSeries"));
    member(out, "name", directory_label(rq->snapshot, DIRECTORY_CAMPAIGN, event->campaign, rq->language));
    buffer_char(out, '}');
}

void event_data_set(struct request *rq, struct view *view, const struct event_view *event, const json_t *body)
{
    struct buffer out = buffer_in(rq->arena, EXPECTED);

    buffer_char(&out, '{');
    member(&out, "@context", SPAN("https://schema.org"));
    member(&out, "@type", SPAN("Event"));
    member(&out, "name", body_text(body, "title"));
    member(&out, "description", body_text(body, "description"));
    if (rq->public_url)
        member(&out, "url",
               span_of(arena_printf(rq->arena, "%s%s", rq->public_url, event_url(rq, event->code))));
    instant_put(rq, &out, "startDate", event->starts_at, event->utc_offset);
    if (event_end_known(event))
        instant_put(rq, &out, "endDate", event->ends_at, event->utc_offset);
    member(&out, "eventStatus",
           event_cancelled(event) ? SPAN("https://schema.org/EventCancelled")
                                  : SPAN("https://schema.org/EventScheduled"));
    member(&out, "eventAttendanceMode", SPAN("https://schema.org/OfflineEventAttendanceMode"));
    sites_put(rq, &out, event);
    if (event->utility_count > 0)
        organizers_put(rq, &out, event);
    if (event->language_count > 0)
        languages_put(&out, event);
    campaign_put(rq, &out, event);
    buffer_char(&out, '}');
    shell_json_ld(rq, view, buffer_bytes(&out));
}

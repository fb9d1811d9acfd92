/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/events/{event}: one event, also for a calendar. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "event_json.h"
#include "shared.h"

#include <math.h>

static const struct param params[] = {
    { "event", IN_PATH, T_CODE, .summary = "Code of the event", .example = "pasvalys-siandien" },
};

static void branches_member(struct buffer *out, const struct snapshot *snapshot,
                            const struct event_view *event)
{
    json_put_name(out, "branches");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < event->branch_count; i++) {
        struct branch_view branch;
        const uint32_t handle = branch_find(snapshot, event->branches[i]);
        if (i > 0)
            buffer_char(out, ',');
        buffer_char(out, '{');
        json_put_name(out, "code");
        json_put_string(out, event->branches[i]);
        json_put_name(out, "name");
        if (handle != DIRECTORY_NONE)
            branch_view(snapshot, handle, &branch);
        json_put_string(out, handle == DIRECTORY_NONE ? event->branches[i] : branch.name);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void references_member(struct buffer *out, const char *name, const struct snapshot *snapshot,
                              enum directory_kind kind, const uint32_t *indexes, uint32_t count,
                              unsigned language)
{
    json_put_name(out, name);
    buffer_char(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_char(out, ',');
        buffer_span(out, directory_reference(snapshot, kind, indexes[i], language));
    }
    buffer_char(out, ']');
}

void event_json(struct buffer *out, const struct snapshot *snapshot, const struct event_view *event,
                double distance, unsigned language)
{
    object_open(out, event->body);
    reference_member(out, "campaign", snapshot, DIRECTORY_CAMPAIGN, event->campaign, language);
    branches_member(out, snapshot, event);
    references_member(out, "municipalities", snapshot, DIRECTORY_MUNICIPALITY, event->municipalities,
                      event->municipality_count, language);
    references_member(out, "utilities", snapshot, DIRECTORY_ORGANIZATION, event->utilities,
                      event->utility_count, language);
    event_warnings_member(out, snapshot, event);
    if (distance >= 0) {
        json_put_name(out, "distance_m");
        buffer_int(out, llround(distance));
    }
    buffer_char(out, '}');
}

static struct reply calendar_reply(struct request *rq, uint32_t number)
{
    const struct event_hit hit = { .number = number, .distance = -1 };
    const struct event_calendar calendar = { .name = i18n_text(rq->language, "events.title"),
                                             .file = arg(rq, "event")->text,
                                             .hits = &hit,
                                             .count = 1 };
    return event_calendar(rq, &calendar);
}

static struct reply answer(struct request *rq)
{
    struct event_view event;
    const uint32_t number = event_find(rq->snapshot, arg(rq, "event")->text);
    if (number == DIRECTORY_NONE)
        return problem(rq, PROBLEM_NOT_FOUND);
    if (rq->format == FORMAT_CALENDAR)
        return calendar_reply(rq, number);
    event_view(rq->snapshot, number, rq->language, &event);
    struct buffer out = buffer_in(rq->arena, 2048);
    event_json(&out, rq->snapshot, &event, -1, rq->language);
    return reply_json(rq, &out);
}

const struct operation event_get = {
    .summary = "Get an event",
    .description = "As iCalendar, something to put into one's own calendar: its UID stays the same, and a "
                   "cancellation is told by STATUS.",
    .tag = "Events",
    PARAMS(params),
    .shared = { &language_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_CALENDAR),
    .returns = "Event",
    .answer = answer,
};

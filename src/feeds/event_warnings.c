/* SPDX-License-Identifier: Apache-2.0
 *
 * What is planned at the place of an event while it is on: a closure of the building, work on its points.
 * Both stand in the rows of the place, so that an event needs no change of its own to warn. */
#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/ready.h"

struct meeting {
    struct arena *arena;
    const struct event_view *event;
    struct event_warning *warnings;
    unsigned capacity, count;
};

/* The items of a list of periods that the event falls into. */
static void meet(struct meeting *meeting, struct span list, const struct event_warning *what)
{
    const struct event_view *const event = meeting->event;
    const int64_t end = event->ends_at ? event->ends_at : event->starts_at + 1;
    struct span item;

    while (meeting->count < meeting->capacity && ready_next(&list, NULL, &item)) {
        struct event_warning warning = *what;

        if (!clock_parse(ready_text(meeting->arena, item, "starts_at"), &warning.starts_at) ||
            !clock_parse(ready_text(meeting->arena, item, "ends_at"), &warning.ends_at))
            continue;
        if (warning.starts_at >= end || warning.ends_at <= event->starts_at)
            continue;
        warning.period = item;
        meeting->warnings[meeting->count++] = warning;
    }
}

unsigned event_warnings(struct arena *arena, const struct snapshot *snapshot, const struct event_view *event,
                        struct event_warning ret_warnings[EVENT_WARNINGS_MAX])
{
    struct meeting meeting = { arena, event, ret_warnings, EVENT_WARNINGS_MAX, 0 };

    if (!span_equal(event->lifecycle, SPAN("announced")))
        return 0;
    for (uint32_t i = 0; i < event->branch_count; i++) {
        const uint32_t handle = branch_find(snapshot, event->branches[i]);
        struct event_warning what = { .branch = event->branches[i] };
        struct branch_view branch;

        if (handle == DIRECTORY_NONE)
            continue;
        branch_view(snapshot, handle, &branch);
        what.branch_name = branch.name;
        meet(&meeting, ready_member(branch.body, "closures"), &what);
        for (uint32_t number = 0; number < branch.points; number++) {
            struct point_view point;

            point_view(snapshot, handle, number, &point);
            what.point = point.code;
            meet(&meeting, ready_member(point.body, "planned_work"), &what);
        }
    }
    return meeting.count;
}

static void code_member(struct buffer *out, const char *name, struct span code)
{
    json_put_name(out, name);
    if (code.at)
        json_put_string(out, code);
    else
        buffer_text(out, "null");
}

void event_warnings_member(struct buffer *out, const struct snapshot *snapshot,
                           const struct event_view *event)
{
    struct event_warning warnings[EVENT_WARNINGS_MAX];
    const unsigned count = event_warnings(out->arena, snapshot, event, warnings);

    json_put_name(out, "warnings");
    buffer_char(out, '[');
    for (unsigned i = 0; i < count; i++) {
        const struct span reason = ready_member(warnings[i].period, "reason");

        buffer_text(out, i > 0 ? ",{" : "{");
        json_put_name(out, "kind");
        json_put_string(out, warnings[i].point.at ? SPAN("planned_work") : SPAN("closure"));
        code_member(out, "branch", warnings[i].branch);
        code_member(out, "point", warnings[i].point);
        instant_member(out, "starts_at", warnings[i].starts_at);
        instant_member(out, "ends_at", warnings[i].ends_at);
        json_put_name(out, "reason");
        if (reason.at)
            buffer_span(out, reason);
        else
            buffer_text(out, "null");
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

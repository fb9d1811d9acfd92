/* SPDX-License-Identifier: Apache-2.0
 *
 * The map of a week: where its events are. Cancelled ones have no marker of their own, so that nobody goes
 * there. */
#include "events_map.h"

#include "event_items.h"
#include "facts.h"
#include "map.h"

struct markers {
    struct marker *list;
    unsigned count;
};

static bool marked(const struct markers *markers, struct span code)
{
    for (unsigned i = 0; i < markers->count; i++)
        if (span_equal(markers->list[i].code, code))
            return true;
    return false;
}

static void marker_add(struct request *rq, struct markers *markers, const struct branch_view *branch,
                       struct span event)
{
    struct span street, locality;

    address_split(branch->address, &street, &locality);
    markers->list[markers->count++] = (struct marker){
        .latitude = branch->latitude,
        .longitude = branch->longitude,
        .state = MARKER_PLAIN,
        .code = branch->code,
        .name = locality.length ? locality : branch->name,
        .href = arena_printf(rq->arena, "#e-%.*s", (int)event.length, event.at),
    };
}

static void places_add(struct request *rq, struct markers *markers, const struct event_view *event)
{
    for (uint32_t i = 0; i < event->branch_count && markers->count < MAP_MARKERS_MAX; i++) {
        const uint32_t handle = branch_find(rq->snapshot, event->branches[i]);
        struct branch_view branch;

        if (handle == DIRECTORY_NONE || marked(markers, event->branches[i]))
            continue;
        branch_view(rq->snapshot, handle, &branch);
        if (branch.located)
            marker_add(rq, markers, &branch, event->code);
    }
}

void events_map_set(struct request *rq, struct view *view, const struct event_result *events,
                    const struct event_query *query, struct span here)
{
    struct markers markers = { .list = arena_alloc(rq->arena, MAP_MARKERS_MAX * sizeof *markers.list) };
    struct map map = {
        .has_here = query->has_near, .latitude = query->latitude, .longitude = query->longitude, .here = here
    };

    for (unsigned i = 0; i < events->count; i++) {
        struct event_view event;

        event_view(rq->snapshot, events->hits[i].number, rq->language, &event);
        if (!event_cancelled(&event))
            places_add(rq, &markers, &event);
    }
    map.markers = markers.list;
    map.count = markers.count;
    map_set(rq, view, &map);
}

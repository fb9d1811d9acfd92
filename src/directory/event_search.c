/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about events. There are thousands at most, so a question walks along the list; it begins where
 * the page before ended.
 */
#include "internal.h"

#include "branchlight/fold.h"

void event_query_init(struct event_query *ret_query)
{
    *ret_query = (struct event_query){
        .municipality = DIRECTORY_NONE, .utility = DIRECTORY_NONE, .campaign = DIRECTORY_NONE, .limit = 20
    };
}

static bool has_index(const uint32_t *list, uint32_t count, uint32_t wanted)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[i] == wanted)
            return true;
    }
    return wanted == DIRECTORY_NONE;
}

static bool has_code(const struct span *list, uint32_t count, struct span wanted)
{
    for (uint32_t i = 0; i < count; i++) {
        if (span_equal(list[i], wanted))
            return true;
    }
    return wanted.length == 0;
}

static bool event_matches(const struct event_query *query, const struct event_row *row)
{
    if ((query->has_from && event_end(row) <= query->from) || (query->has_to && row->starts_at >= query->to))
        return false;
    if (query->campaign != DIRECTORY_NONE && row->campaign != query->campaign)
        return false;
    if (query->kind.length > 0 && !span_equal(row->kind, query->kind))
        return false;
    return has_index(row->municipalities, row->municipality_count, query->municipality) &&
           has_index(row->utilities, row->utility_count, query->utility) &&
           has_code(row->branches, row->branch_count, query->branch) &&
           has_code(row->audiences, row->audience_count, query->audience) &&
           has_code(row->languages, row->language_count, query->language);
}

/* Metres to the nearest of its branches whose place is known; below 0: none. */
static double event_distance(const struct snapshot *snapshot, const struct event_row *row,
                             const double origin[3])
{
    double nearest = -1;

    for (uint32_t i = 0; i < row->branch_count; i++) {
        const uint32_t location = branch_find(snapshot, row->branches[i]);

        if (location == DIRECTORY_NONE || !snapshot->blocks[location >> 8]->rows[location & 255]->located)
            continue;

        const double distance = metres_between(origin, snapshot->blocks[location >> 8], location & 255);

        nearest = nearest < 0 || distance < nearest ? distance : nearest;
    }
    return nearest;
}

/* First event at or after a position: the list is in that order. */
static uint32_t first_after(const struct events *events, const struct event_query *query)
{
    uint32_t low = 0, high = query->has_after ? events->count : 0;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct event_row *row = events->rows[middle];
        const bool follows = row->starts_at != query->after_starts_at
                                 ? row->starts_at > query->after_starts_at
                                 : span_compare(row->code, query->after_code) > 0;

        if (follows)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct passes {
    const struct snapshot *snapshot;
    const struct event_query *query;
    struct span folded; /* the query's words */
    bool fuzzy;
    double origin[3];
};

static bool passes(const struct passes *pass, const struct event_row *row, double *ret_distance)
{
    double distance = -1;

    if (!event_matches(pass->query, row))
        return false;
    if (pass->query->q.length > 0 && match_text(row->folded, pass->folded, pass->fuzzy) == 0)
        return false;
    if (pass->query->has_near) {
        distance = event_distance(pass->snapshot, row, pass->origin);
        if (pass->query->radius > 0 && (distance < 0 || distance > pass->query->radius))
            return false;
    }
    *ret_distance = distance;
    return true;
}

/* Words are taken as written if some event has them so, wherever the page begins. */
static bool any_strict(const struct passes *pass)
{
    const struct events *events = pass->snapshot->events;
    double distance;

    for (uint32_t i = 0; i < events->count; i++) {
        if (passes(pass, events->rows[i], &distance))
            return true;
    }
    return false;
}

struct event_result event_search(const struct snapshot *snapshot, struct arena *arena,
                                 const struct event_query *query)
{
    const struct events *events = snapshot->events;
    struct event_hit *hits = arena_alloc(arena, (query->limit + 1) * sizeof(*hits));
    struct passes pass = { .snapshot = snapshot, .query = query };
    struct event_result result = { hits, 0, false };
    double distance;

    if (query->nothing)
        return result;
    if (query->has_near)
        unit_vector(query->latitude, query->longitude, pass.origin);
    if (query->q.length > 0) {
        pass.folded = fold_search(arena, query->q);
        pass.fuzzy = !any_strict(&pass);
    }
    for (uint32_t i = first_after(events, query); i < events->count; i++) {
        if (!passes(&pass, events->rows[i], &distance))
            continue;
        if (result.count == query->limit) {
            result.more = true;
            break;
        }
        hits[result.count++] = (struct event_hit){ i, distance };
    }
    return result;
}

uint32_t event_find(const struct snapshot *snapshot, struct span code)
{
    for (uint32_t i = 0; i < snapshot->events->count; i++) {
        if (span_equal(snapshot->events->rows[i]->code, code))
            return i;
    }
    return DIRECTORY_NONE;
}

uint32_t event_count(const struct snapshot *snapshot)
{
    return snapshot->events->count;
}

void event_view(const struct snapshot *snapshot, uint32_t number, unsigned language,
                struct event_view *ret_view)
{
    const struct event_row *row = snapshot->events->rows[number];

    *ret_view = (struct event_view){
        .number = number,
        .code = row->code,
        .kind = row->kind,
        .lifecycle = row->lifecycle,
        .time_zone = row->time_zone,
        .campaign = row->campaign,
        .starts_at = row->starts_at,
        .ends_at = row->ends_at,
        .utc_offset = row->utc_offset,
        .demo = row->demo,
        .body = language < DIRECTORY_LANGUAGES_MAX && row->bodies[language].at != NULL ? row->bodies[language]
                                                                                       : SPAN("{}"),
        .branches = row->branches,
        .branch_count = row->branch_count,
        .municipalities = row->municipalities,
        .utilities = row->utilities,
        .municipality_count = row->municipality_count,
        .utility_count = row->utility_count,
        .audiences = row->audiences,
        .languages = row->languages,
        .audience_count = row->audience_count,
        .language_count = row->language_count,
        .distance = -1,
    };
}

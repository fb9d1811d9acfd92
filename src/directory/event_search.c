/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about events. There are thousands at most, so a question walks along the list; it begins where
 * the page before ended.
 */
#include "internal.h"

#include "branchlight/fold.h"

void event_query_init(struct event_query *ret_query)
{
    *ret_query = (struct event_query){ .municipality = DIRECTORY_NONE,
                                       .utility = DIRECTORY_NONE,
                                       .campaign = DIRECTORY_NONE,
                                       .library = DIRECTORY_NONE,
                                       .limit = 20 };
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
    const int64_t shift = query->local ? (int64_t)row->utc_offset * 60 : 0;

    if ((query->has_from && event_end(row) + shift <= query->from) ||
        (query->has_to && row->starts_at + shift >= query->to) ||
        (query->over && event_end(row) + shift > query->to))
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

static bool in_library(const struct snapshot *snapshot, const struct event_row *row, uint32_t library)
{
    for (uint32_t i = 0; i < row->branch_count; i++) {
        const uint32_t location = branch_find(snapshot, row->branches[i]);

        if (location != DIRECTORY_NONE && snapshot->blocks[location >> 8]->library[location & 255] == library)
            return true;
    }
    return false;
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

/* How many events stand before a position or on it: the list is in that order. */
static uint32_t before_or_on(const struct events *events, int64_t starts_at, struct span code)
{
    uint32_t low = 0, high = events->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct event_row *row = events->rows[middle];
        const bool follows =
            row->starts_at != starts_at ? row->starts_at > starts_at : span_compare(row->code, code) > 0;

        if (follows)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The n-th event to look at, of how many there are: onwards from the page's beginning, or back from it. */
struct walk {
    uint32_t first, count;
    bool backwards;
};

static struct walk walk_of(const struct events *events, const struct event_query *query)
{
    const uint32_t before =
        query->has_after ? before_or_on(events, query->after_starts_at, query->after_code) : 0;
    uint32_t count = before;

    if (!query->backwards)
        return (struct walk){ before, events->count - before, false };
    if (!query->has_after)
        count = events->count;
    else if (count > 0 && span_equal(events->rows[count - 1]->code, query->after_code) &&
             events->rows[count - 1]->starts_at == query->after_starts_at)
        count--; /* the marked one itself */
    return (struct walk){ count, count, true };
}

static uint32_t walk_number(const struct walk *walk, uint32_t i)
{
    return walk->backwards ? walk->first - 1 - i : walk->first + i;
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
    if (pass->query->library != DIRECTORY_NONE && !in_library(pass->snapshot, row, pass->query->library))
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
    const struct walk walk = walk_of(events, query);
    double distance;

    if (query->nothing)
        return result;
    if (query->has_near)
        unit_vector(query->latitude, query->longitude, pass.origin);
    if (query->q.length > 0) {
        pass.folded = fold_search(arena, query->q);
        pass.fuzzy = !any_strict(&pass);
    }
    for (uint32_t i = 0; i < walk.count; i++) {
        const uint32_t number = walk_number(&walk, i);

        if (!passes(&pass, events->rows[number], &distance))
            continue;
        if (result.count == query->limit) {
            result.more = true;
            break;
        }
        hits[result.count++] = (struct event_hit){ number, distance };
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

const struct span *event_codes(const struct snapshot *snapshot, enum event_codes which, uint32_t *ret_count)
{
    *ret_count = snapshot->events->code_count[which];
    return snapshot->events->codes[which];
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/: find a point. A plain form in the address; the answer in two groups, so that nobody travels
 * to a closed door: where one can go now, and the others; and the same on a map.
 *
 * Only the rows that are shown are looked at. How many there are beside them is counted in the snapshot's
 * columns.
 */
#include "../api/places.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/pages.h"
#include "cards.h"
#include "facts.h"
#include "find_form.h"
#include "find_none.h"
#include "map.h"
#include "shell.h"

enum {
    SHOWN = 12,       /* cards at first; the map has more */
    SHOWN_MAX = 1000, /* DIRECTORY_LIMIT_MAX */
    SHOWN_ALL = 200,  /* as many are shown at once when more are asked for */
    SHOWN_MORE = 100, /* beyond, so many more at a time */
    COUNTED = 2000,   /* a whole country's libraries; what is more is said to be more */
};

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "show", IN_QUERY, T_INT, .min = 1, .max = SHOWN_MAX, .fallback = SHOWN, .summary = "How many points",
      .example = "40" },
    { "actions", IN_QUERY, T_BOOL,
      .summary = "Each card with what only the best has, for who sorts them anew", .example = "true" },
};

/* The rows that are shown: those usable now first, and how many of the others there is room for. */
struct listing {
    struct listed *now, *later;
    unsigned now_count, later_count;
    unsigned now_cards, later_cards; /* of them with a card; the rest is on the map only */
    bool mapped;
};

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static struct listed *group_find(struct request *rq, const struct directory_query *query,
                                 enum directory_group group, unsigned limit, unsigned *ret_count)
{
    struct directory_query asked = *query;
    struct directory_result result;

    *ret_count = 0;
    if (limit == 0)
        return NULL;
    asked.group = group;
    asked.limit = limit;
    result = directory_search(rq->snapshot, rq->arena, &asked);
    *ret_count = result.count;
    return places_view(rq, result.hits, result.count);
}

/* Of the cards two in five are kept for the others, if there are as many. A map that has room shows every
 * place. A group that the count found empty isn't asked for. */
static void listing_find(struct request *rq, const struct directory_query *query,
                         const struct directory_tally *tally, struct listing *ret_listing)
{
    const unsigned show = (unsigned)arg(rq, "show")->integer;
    const unsigned usable = tally->more ? show : tally->usable;
    const unsigned others = tally->more ? show : tally->count - tally->usable;
    const unsigned kept = least(others, show * 2 / 5);
    const bool all = !tally->more && tally->count <= MAP_MARKERS_MAX;
    struct listing listing = { .mapped = all || show <= MAP_MARKERS_MAX };

    listing.now = group_find(rq, query, GROUP_USABLE, least(usable, all ? MAP_MARKERS_MAX : show - kept),
                             &listing.now_count);
    listing.now_cards = least(listing.now_count, show - kept);
    listing.later =
        group_find(rq, query, GROUP_OTHERS, least(others, all ? MAP_MARKERS_MAX : show - listing.now_cards),
                   &listing.later_count);
    listing.later_cards = least(listing.later_count, show - listing.now_cards);
    *ret_listing = listing;
}

/* The first `best` of the cards have actions. */
static void group_set(struct request *rq, struct view *view, const char *name, struct listed *places,
                      unsigned count, unsigned best)
{
    struct view *cards;

    if (count == 0)
        return;
    cards = view_set_list(view_set_object(view, name), "cards");
    for (unsigned i = 0; i < count; i++) {
        if (i < best)
            card_add_best(rq, cards, &places[i]);
        else
            card_add(rq, cards, &places[i]);
    }
    cards_events_set(rq, places, count);
}

struct markers {
    struct marker *list;
    uint32_t *branches; /* handles */
    unsigned count;
};

/* A branch has one marker, whose state is that of the point which the list has first; its code is that
 * point's. Its index; markers->count: it has none yet. */
static unsigned marker_index(const struct markers *markers, uint32_t branch)
{
    unsigned index = 0;

    while (index < markers->count && markers->branches[index] != branch)
        index++;
    return index;
}

/* A card's marker leads to the card, any other to the page of the place. */
static struct marker marker_make(struct request *rq, const struct listed *place)
{
    const struct span code = place->point.code;

    return (struct marker){
        .latitude = place->branch.latitude,
        .longitude = place->branch.longitude,
        .state = marker_state(&place->point),
        .code = code,
        .name = place_town(place),
        .words = place->point.lifecycle == POINT_SUSPENDED ? i18n_text(rq->language, "lifecycle.suspended")
                                                           : (struct span){ 0 },
        .href = place->card ? arena_printf(rq->arena, "#v-%.*s", (int)code.length, code.at)
                            : place_url(rq, place),
    };
}

static void markers_add(struct request *rq, const struct listed *places, unsigned count,
                        struct markers *markers)
{
    for (unsigned i = 0; i < count; i++) {
        const uint32_t branch = places[i].hit->branch;
        const unsigned index = marker_index(markers, branch);

        if (!places[i].branch.located || index == MAP_MARKERS_MAX)
            continue;
        if (index == markers->count) {
            markers->branches[index] = branch;
            markers->list[index] = marker_make(rq, &places[i]);
            markers->count++;
        }
        markers->list[index].places++;
        if (places[i].card)
            view_set_text(places[i].card, "marker", markers->list[index].code);
    }
}

static void places_map_set(struct request *rq, struct view *view, const struct listing *listing,
                           const struct directory_query *query, struct span place)
{
    struct markers markers = { .list = arena_alloc(rq->arena, MAP_MARKERS_MAX * sizeof *markers.list),
                               .branches =
                                   arena_alloc(rq->arena, MAP_MARKERS_MAX * sizeof *markers.branches) };
    struct map map = { .markers = markers.list,
                       .has_here = query->has_near,
                       .latitude = query->latitude,
                       .longitude = query->longitude,
                       .here = place };

    if (!listing->mapped)
        return;
    markers_add(rq, listing->now, listing->now_count, &markers);
    markers_add(rq, listing->later, listing->later_count, &markers);
    map.count = markers.count;
    map_set(rq, view, &map);
}

static void summary_set(struct request *rq, struct view *view, const struct directory_tally *tally,
                        struct span place)
{
    struct view *const summary = view_set_object(view, "summary");
    const uint32_t working = tally->status[STATUS_WORKING] + tally->status[STATUS_LIMITED];
    const uint32_t faults = tally->status[STATUS_OUT_OF_ORDER] + tally->status[STATUS_LIMITED];
    const uint32_t active = tally->active ? tally->active : tally->count; /* only planned ones, or shut */

    view_set_int(summary, "count", tally->count);
    view_set_bool(summary, "many", tally->more);
    if (place.length)
        view_set_text(
            summary, "near",
            i18n_format(rq->arena, rq->language, "find.near", "place", string_of(rq->arena, place), NULL));
    if (tally->more)
        return;
    view_set_text(summary, "works",
                  i18n_format_count(rq->arena, rq->language,
                                    working || faults ? "find.works" : "find.works_unknown", active,
                                    "working", arena_printf(rq->arena, "%u", working), NULL));
    if (faults && !arg_given(rq, "status")) {
        view_set_int(summary, "faults", faults);
        view_set_text(summary, "faults_url", find_url(rq, "status", FIND_FAULTS));
    }
    view_set_int(summary, "usable", tally->usable);
    view_set_bool(summary, "none_usable", tally->usable == 0);
    view_set_int(summary, "assisted", tally->assisted);
}

/* The clock of the first place whose offset is known: that of the reader, as a rule. */
static void time_set(struct request *rq, struct view *view, const struct listing *listing, bool distances)
{
    const struct listed *const first = listing->now_count ? listing->now : listing->later;
    if (!first || !first->point.hours.has_offset)
        return;
    view_set_text(
        view, "time",
        i18n_format(rq->arena, rq->language, distances ? "find.time" : "find.time.only", "day",
                    moment_day(rq->arena, rq->language, rq->now, rq->now, first->point.hours.offset).at,
                    "clock", moment_clock(rq->arena, rq->language, rq->now, first->point.hours.offset).at,
                    NULL));
}

/* Where there are more than are shown: how many the next page brings, and how many more are usable now, which
 * it has before all others. */
static void more_set(struct request *rq, struct view *view, const struct directory_tally *tally,
                     const struct listing *listing)
{
    const unsigned shown = listing->now_cards + listing->later_cards;
    const unsigned total = tally->count < SHOWN_MAX ? tally->count : SHOWN_MAX;
    const unsigned wanted = total <= SHOWN_ALL || shown + SHOWN_MORE > total ? total : shown + SHOWN_MORE;

    if (shown >= wanted)
        return;
    view_set_int(view, "more", wanted - shown);
    if (!tally->more && tally->usable > listing->now_cards)
        view_set_int(view, "more_usable", tally->usable - listing->now_cards);
    view_set_text(view, "more_url", find_url(rq, "show", arena_printf(rq->arena, "%u", wanted)));
}

/* Until the first of those usable now no longer is: then "now" is over for the list. */
static void list_holds_set(struct request *rq, struct view *view, const struct listing *listing)
{
    int64_t first = 0;

    for (unsigned i = 0; i < listing->now_cards; i++) {
        const int64_t until = point_holds_until(&listing->now[i].point);

        if (until && (first == 0 || until < first))
            first = until;
    }
    holds_set(rq, view, first);
}

static void results_set(struct request *rq, struct view *view, const struct directory_query *query,
                        const struct meaning *meaning)
{
    struct directory_tally tally;
    struct listing listing;

    directory_count_points(rq->snapshot, rq->arena, query, COUNTED, &tally);
    if (tally.count == 0) {
        find_none_set(rq, view, query, meaning);
        find_elsewhere_set(rq, view);
        return;
    }
    listing_find(rq, query, &tally, &listing);
    summary_set(rq, view, &tally, meaning->place);
    group_set(rq, view, "now", listing.now, listing.now_cards,
              arg(rq, "actions")->boolean ? SHOWN_MAX : query->has_near);
    group_set(rq, view, "later", listing.later, listing.later_cards, 0);
    view_set_bool(view, "whole", !tally.more && listing.now_cards + listing.later_cards == tally.count);
    places_map_set(rq, view, &listing, query, meaning->place);
    more_set(rq, view, &tally, &listing);
    time_set(rq, view, &listing, query->has_near);
    list_holds_set(rq, view, &listing);
    if (listing.now_count == 0)
        find_elsewhere_set(rq, view);
}

static struct span title_of(struct request *rq)
{
    const struct span q = arg(rq, "q")->text;

    return q.length ? i18n_format(rq->arena, rq->language, "find.results_title", "place",
                                  string_of(rq->arena, q), NULL)
                    : i18n_text(rq->language, "find.title");
}

static struct reply answer(struct request *rq)
{
    struct view *const view = shell_view(rq, title_of(rq), "");
    struct directory_query query;
    struct meaning meaning;

    if (!place_query(rq, true, &query))
        return page_problem(rq, PROBLEM_INVALID_PARAMETERS);
    find_words(rq, &query, &meaning);
    view_set_bool(view, "finding", true);
    find_form_set(rq, view);
    results_set(rq, view, &query, &meaning);
    return shell_reply(rq, 200, "find_page", view);
}

const struct operation find_page = {
    .summary = "Find a point",
    PARAMS(params),
    .shared = { &place_filters },
    PAGE,
    .answer = answer,
};

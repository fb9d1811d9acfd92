/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/: find a point. A plain form in the address; the answer in two groups, so that nobody travels
 * to a closed door: where one can go now, and the others.
 *
 * What is typed is searched for. Where all that is found lies close together, it was a place that was meant:
 * then everything is listed by distance from there, since the nearest point that is open may be in the next
 * town.
 */
#include "../api/places.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/pages.h"
#include "cards.h"
#include "find_form.h"
#include "shell.h"

enum {
    SHOWN = 40,           /* cards at first */
    SHOWN_MAX = 1000,     /* DIRECTORY_LIMIT_MAX */
    PLACE_HITS_MAX = 12,  /* as many results may mean one place … */
    PLACE_METRES = 30000, /* … if none is further from the first */
};

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "show", IN_QUERY, T_INT, .min = 1, .max = SHOWN_MAX, .fallback = SHOWN, .summary = "How many points",
      .example = "40" },
};

/* Asks from a place instead of by words. */
static void ask_from(struct directory_query *query, double latitude, double longitude)
{
    query->q = (struct span){ 0 };
    query->has_near = true;
    query->latitude = latitude;
    query->longitude = longitude;
    query->radius = 0;
    query->sort = SORT_DISTANCE;
}

/* Whether all points that the words find lie close together; then the branch of the best is given. */
static bool one_neighbourhood(struct request *rq, struct span words, struct branch_view *ret_first,
                              bool *ret_found)
{
    struct directory_query nearby;
    struct directory_result named;

    directory_query_init(&nearby);
    nearby.points = true;
    nearby.q = words;
    nearby.sort = SORT_RELEVANCE;
    nearby.limit = PLACE_HITS_MAX + 1;
    named = directory_search(rq->snapshot, rq->arena, &nearby);
    *ret_found = named.count > 0;
    if (named.count == 0 || named.count > PLACE_HITS_MAX)
        return false;
    branch_view(rq->snapshot, named.hits[0].branch, ret_first);
    nearby.has_near = true;
    nearby.latitude = ret_first->latitude;
    nearby.longitude = ret_first->longitude;
    nearby.radius = PLACE_METRES;
    return ret_first->located && directory_search(rq->snapshot, rq->arena, &nearby).count == named.count;
}

/* Where words mean a place, the question is asked from there: the name of a town, the one neighbourhood of
 * all that they find, or, where they find nothing, a town's name with a slip. */
static void near_by_name(struct request *rq, struct directory_query *query, struct span *ret_name)
{
    struct directory_entry place;
    struct branch_view first;
    struct span street, locality;
    bool exact = false, found = false;
    const bool named = directory_place(rq->snapshot, rq->arena, query->q, rq->language, &place, &exact);

    if (!exact && one_neighbourhood(rq, query->q, &first, &found)) {
        ask_from(query, first.latitude, first.longitude);
        address_split(first.address, &street, &locality);
        *ret_name = locality.length ? locality : first.name;
    } else if (named && (exact || !found)) {
        ask_from(query, place.latitude, place.longitude);
        *ret_name = place.name;
    }
}

struct counts {
    unsigned usable, assisted;
};

static struct counts count(const struct request *rq, const struct directory_result *result)
{
    struct counts counts = { 0 };

    for (unsigned i = 0; i < result->count; i++) {
        struct point_view point;

        point_view(rq->snapshot, result->hits[i].branch, result->hits[i].point, &point);
        counts.usable += point.usable_now;
        counts.assisted += point.usable_now && point.assisted_now;
    }
    return counts;
}

/* The cards of one group, up to `limit`; returns how many there are. */
static unsigned group_set(struct request *rq, struct view *view, const char *name, bool usable, bool best,
                          const struct directory_result *result, unsigned limit)
{
    struct view *group = NULL, *cards = NULL;
    unsigned added = 0;

    for (unsigned i = 0; i < result->count && added < limit; i++) {
        struct point_view point;

        point_view(rq->snapshot, result->hits[i].branch, result->hits[i].point, &point);
        if (point.usable_now != usable)
            continue;
        if (!group) {
            group = view_set_object(view, name);
            cards = view_set_list(group, "cards");
        }
        if (best && added == 0)
            card_add_best(rq, cards, &result->hits[i]);
        else
            card_add(rq, cards, &result->hits[i]);
        added++;
    }
    return added;
}

static void summary_set(struct request *rq, struct view *view, const struct directory_result *result,
                        const struct counts *counts, struct span place)
{
    struct view *const summary = view_set_object(view, "summary");

    view_set_int(summary, "count", result->count);
    view_set_int(summary, "usable", counts->usable);
    view_set_int(summary, "assisted", counts->assisted);
    if (place.length)
        view_set_text(
            summary, "near",
            i18n_format(rq->arena, rq->language, "find.near", "place", string_of(rq->arena, place), NULL));
}

/* The clock of the first place whose offset is known: that of the reader, as a rule. */
static void time_set(struct request *rq, struct view *view, const struct directory_result *result,
                     bool distances)
{
    for (unsigned i = 0; i < result->count; i++) {
        struct point_view point;

        point_view(rq->snapshot, result->hits[i].branch, result->hits[i].point, &point);
        if (!point.hours.has_offset)
            continue;
        view_set_text(
            view, "time",
            i18n_format(rq->arena, rq->language, distances ? "find.time" : "find.time.only", "day",
                        moment_day(rq->arena, rq->language, rq->now, rq->now, point.hours.offset).at, "clock",
                        moment_clock(rq->arena, rq->language, rq->now, point.hours.offset).at, NULL));
        return;
    }
}

static void results_set(struct request *rq, struct view *view, const struct directory_query *query,
                        struct span place)
{
    const struct directory_result result = directory_search(rq->snapshot, rq->arena, query);
    const struct counts counts = count(rq, &result);
    const unsigned show = (unsigned)arg(rq, "show")->integer;
    unsigned shown;

    if (result.count == 0)
        return;
    summary_set(rq, view, &result, &counts, place);
    shown = group_set(rq, view, "now", true, query->has_near, &result, show);
    shown += group_set(rq, view, "later", false, false, &result, show - shown);
    if (shown < result.count) {
        view_set_int(view, "more", result.count - shown);
        view_set_text(view, "more_url", find_url(rq, SHOWN_MAX));
    }
    time_set(rq, view, &result, query->has_near);
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
    struct span place = { 0 };

    if (!place_query(rq, true, &query))
        return page_problem(rq, PROBLEM_INVALID_PARAMETERS);
    if (query.q.length && !query.has_near)
        near_by_name(rq, &query, &place);
    query.limit = SHOWN_MAX;
    view_set_bool(view, "finding", true);
    find_form_set(rq, view);
    view_set_bool(view, "nothing_yet", point_count(rq->snapshot) == 0);
    results_set(rq, view, &query, place);
    return shell_reply(rq, 200, "find_page", view);
}

const struct operation find_page = {
    .summary = "Find a point",
    PARAMS(params),
    .shared = { &place_filters },
    .formats = FORMAT_BIT(FORMAT_HTML),
    .lenient = true,
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * What is typed is searched for. Where all that is found lies close together, it was a place that was meant:
 * then everything is listed by distance from there, since the nearest point that is open may be in the next
 * town. */
#include "find_words.h"

#include "facts.h"

enum {
    PLACE_HITS_MAX = 12,  /* as many results may mean one place … */
    PLACE_METRES = 30000, /* … if none is further from the first */
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

/* The name of a town, the one neighbourhood of all that they find, or, where they find nothing, a town's name
 * with a slip. */
void find_words(struct request *rq, struct directory_query *query, struct meaning *ret_meaning)
{
    struct directory_entry place;
    struct branch_view first;
    struct span street, locality;
    bool exact = false, found = false, named;

    *ret_meaning = (struct meaning){ 0 };
    if (query->q.length == 0 || query->has_near)
        return;
    named = directory_place(rq->snapshot, rq->arena, query->q, rq->language, &place, &exact);
    if (!exact && one_neighbourhood(rq, query->q, &first, &found)) {
        ask_from(query, first.latitude, first.longitude);
        address_split(first.address, &street, &locality);
        ret_meaning->place = locality.length ? locality : first.name;
    } else if (named && (exact || !found)) {
        ask_from(query, place.latitude, place.longitude);
        ret_meaning->place = place.name;
    } else {
        ret_meaning->unknown = !found;
    }
}

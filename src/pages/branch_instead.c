/* SPDX-License-Identifier: Apache-2.0
 *
 * Where to go instead of a point that can't be relied on: the nearest of the same utility that works, and
 * the utility itself. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "cards.h"
#include "facts.h"
#include "shell.h"

enum { LOOKED_AT = 12 }; /* the nearest may be points of this branch, or planned ones */

static bool nearest_find(struct request *rq, const struct branch_view *branch, const struct point_view *point,
                         bool now, struct listed *ret_place)
{
    struct directory_query query;
    struct directory_result result;
    struct listed *places;

    directory_query_init(&query);
    query.points = query.has_near = true;
    query.latitude = branch->latitude;
    query.longitude = branch->longitude;
    query.sort = SORT_DISTANCE;
    query.utility = point->utility;
    query.group = now ? GROUP_USABLE : GROUP_ANY;
    query.statuses = 1U << STATUS_WORKING | 1U << STATUS_LIMITED;
    query.limit = LOOKED_AT;
    result = directory_search(rq->snapshot, rq->arena, &query);
    places = places_view(rq, result.hits, result.count);
    for (unsigned i = 0; i < result.count; i++)
        if (places[i].hit->branch != branch->handle && places[i].point.lifecycle == POINT_ACTIVE) {
            *ret_place = places[i];
            return true;
        }
    return false;
}

static void nearest_set(struct request *rq, struct view *instead, const struct branch_view *branch,
                        const struct point_view *point)
{
    struct listed place;
    struct view *view;
    bool now;

    if (!branch->located)
        return;
    now = nearest_find(rq, branch, point, true, &place);
    if (!now && !nearest_find(rq, branch, point, false, &place))
        return;
    view = view_set_object(instead, "nearest");
    view_set_text(view, "what", i18n_text(rq->language, now ? "branch.instead.now" : "branch.instead.later"));
    view_set_string(view, "url", place_url(rq, &place));
    view_set_foreign(rq, view, "town", place_town(&place),
                     ready_text(rq->arena, place.branch.body, "name_language"));
    if (place.hit->has_distance)
        view_set_text(view, "distance", moment_distance(rq->arena, rq->language, place.hit->distance));
}

void instead_set(struct request *rq, struct view *view, const struct branch_view *branch,
                 const struct point_view *point)
{
    const struct span reference =
        directory_reference(rq->snapshot, DIRECTORY_ORGANIZATION, point->utility, rq->language);
    const struct span phone = ready_text(rq->arena, reference, "phone"),
                      site = ready_text(rq->arena, reference, "website");
    struct view *instead;

    if (point->lifecycle == POINT_ACTIVE && point->status != STATUS_OUT_OF_ORDER &&
        point->status != STATUS_UNKNOWN)
        return;
    instead = view_set_object(view, "instead");
    nearest_set(rq, instead, branch, point);
    label_set(rq, instead, "utility", DIRECTORY_ORGANIZATION, point->utility);
    view_set_string(instead, "call", phone_url(rq->arena, phone));
    view_set_text(instead, "phone", phone);
    view_set_string(instead, "site_url", site_url(rq->arena, site));
    view_set_text(instead, "site", site_name(site));
    view_set_bool(instead, "reached", phone.length || site.length);
}

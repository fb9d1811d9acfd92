/* SPDX-License-Identifier: Apache-2.0
 *
 * Nobody is left alone with an empty page. */
#include "find_none.h"

#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "cards.h"
#include "facts.h"
#include "find_form.h"
#include "shell.h"

enum {
    NEAREST = 3,
    UTILITIES = 3,
    MUNICIPALITIES_MAX = 200,
    COUNTED_MAX = 1000, /* more is said as "more than" nowhere here: nobody minds */
};

/* A municipality is a place to ask from, so its name is what the field would have held. */
static void municipalities_set(struct request *rq, struct view *none)
{
    const uint32_t count = directory_count(rq->snapshot, DIRECTORY_MUNICIPALITY);
    struct view *choice, *options;

    if (count == 0 || count > MUNICIPALITIES_MAX)
        return;
    choice = view_set_object(none, "choose");
    options = view_set_list(choice, "options");
    for (uint32_t i = 0; i < count; i++) {
        struct directory_entry entry;

        directory_entry_at(rq->snapshot, DIRECTORY_MUNICIPALITY, i, &entry);
        if (entry.located)
            view_add_text(options,
                          directory_label(rq->snapshot, DIRECTORY_MUNICIPALITY, entry.index, rq->language));
    }
}

/* The other fields of the form, so that the choice keeps them. */
static void kept_set(struct request *rq, struct view *none)
{
    struct find_filter filters[FIND_FILTERS];
    const unsigned count = find_filters(rq, filters);
    struct view *const list = view_set_list(none, "kept");

    for (unsigned i = 0; i < count; i++) {
        struct view *const field = view_add_object(list);

        view_set_string(field, "name", filters[i].parameter);
        view_set_text(field, "value", arg(rq, filters[i].parameter)->text);
    }
}

static void drops_set(struct request *rq, struct view *none, const struct directory_query *query)
{
    struct find_filter filters[FIND_FILTERS];
    const unsigned count = find_filters(rq, filters);
    struct view *list = NULL;

    for (unsigned i = 0; i < count; i++) {
        struct directory_query without = *query;
        struct directory_tally tally;
        struct view *drop;

        find_filter_drop(rq, &without, filters[i].parameter);
        directory_count_points(rq->snapshot, rq->arena, &without, COUNTED_MAX, &tally);
        if (tally.count == 0)
            continue;
        list = list ? list : view_set_list(view_set_object(none, "without"), "drops");
        drop = view_add_object(list);
        view_set_text(drop, "words",
                      i18n_format(rq->arena, rq->language, "find.drop", "filter",
                                  string_of(rq->arena, filters[i].words), NULL));
        view_set_text(drop, "url", find_url(rq, filters[i].parameter, NULL));
        view_set_int(drop, "count", tally.count);
    }
}

/* Who named a municipality and no place is there. */
static void ask_from_municipality(struct request *rq, uint32_t municipality, struct directory_query *query)
{
    struct directory_entry entry;

    if (query->has_near || !directory_entry(rq->snapshot, DIRECTORY_MUNICIPALITY, municipality, &entry) ||
        !entry.located)
        return;
    query->has_near = true;
    query->latitude = entry.latitude;
    query->longitude = entry.longitude;
    query->sort = SORT_DISTANCE;
}

/* Without any filter, those that can be used now before the others. */
static void nearest_set(struct request *rq, struct view *none, const struct directory_query *query)
{
    struct find_filter filters[FIND_FILTERS];
    const unsigned filter_count = find_filters(rq, filters);
    struct directory_query any = *query;
    struct directory_result result;
    struct view *nearest, *cards;
    struct listed *places;

    for (unsigned i = 0; i < filter_count; i++)
        find_filter_drop(rq, &any, filters[i].parameter);
    ask_from_municipality(rq, query->municipality, &any);
    any.nothing = false;
    any.limit = NEAREST;
    any.group = GROUP_USABLE;
    result = directory_search(rq->snapshot, rq->arena, &any);
    if (result.count == 0) {
        any.group = GROUP_ANY;
        result = directory_search(rq->snapshot, rq->arena, &any);
    }
    if (result.count == 0)
        return;
    nearest = view_set_object(none, "nearest");
    view_set_text(nearest, "title",
                  i18n_text(rq->language, any.group != GROUP_USABLE ? "find.nearest.any"
                                          : any.has_near            ? "find.nearest"
                                                                    : "find.nearest.nowhere"));
    cards = view_set_list(nearest, "cards");
    places = places_view(rq, result.hits, result.count);
    for (unsigned i = 0; i < result.count; i++)
        card_add(rq, cards, &places[i]);
}

void find_none_set(struct request *rq, struct view *view, const struct directory_query *query,
                   const struct meaning *meaning)
{
    struct view *const none = view_set_object(view, "none");

    if (point_count(rq->snapshot) == 0) {
        view_set_bool(none, "empty", true);
        return;
    }
    kept_set(rq, none);
    if (meaning->unknown) {
        view_set_text(none, "unknown",
                      i18n_format(rq->arena, rq->language, "find.unknown", "place",
                                  string_of(rq->arena, query->q), NULL));
        municipalities_set(rq, none);
        return;
    }
    drops_set(rq, none, query);
    nearest_set(rq, none, query);
}

static bool utility_add(struct request *rq, struct view *view, struct view **list,
                        const struct directory_entry *entry)
{
    const struct span reference =
        directory_reference(rq->snapshot, DIRECTORY_ORGANIZATION, entry->index, rq->language);
    const struct span phone = ready_text(rq->arena, reference, "phone");
    const struct span website = ready_text(rq->arena, reference, "website");
    struct view *utility;

    if (!phone.length && !website.length)
        return false;
    *list = *list ? *list : view_set_list(view_set_object(view, "elsewhere"), "utilities");
    utility = view_add_object(*list);
    label_set(rq, utility, "name", DIRECTORY_ORGANIZATION, entry->index);
    view_set_text(utility, "phone", phone);
    view_set_string(utility, "call", phone_url(rq->arena, phone));
    view_set_string(utility, "site_url", site_url(rq->arena, website));
    view_set_text(utility, "site", site_name(website));
    return true;
}

void find_elsewhere_set(struct request *rq, struct view *view)
{
    const uint32_t count = directory_utility_count(rq->snapshot);
    const struct argument *const wanted = arg(rq, "utility");
    struct view *list = NULL;
    struct directory_entry entry;
    unsigned added = 0;

    if (wanted->given &&
        directory_entry(rq->snapshot, DIRECTORY_ORGANIZATION,
                        directory_find(rq->snapshot, DIRECTORY_ORGANIZATION, wanted->text), &entry) &&
        utility_add(rq, view, &list, &entry))
        return;
    for (uint32_t i = 0; i < count && added < UTILITIES; i++) {
        directory_utility_at(rq->snapshot, i, &entry);
        if (entry.points > 0)
            added += utility_add(rq, view, &list, &entry);
    }
}

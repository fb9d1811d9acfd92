/* SPDX-License-Identifier: Apache-2.0
 *
 * Cards: where it is, how far, and the facts; what stops a visitor comes first. */
#include "cards.h"

#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "event_items.h"
#include "facts.h"
#include "shell.h"

/* Less is the place itself, whose position is no more exact than that. */
#define NO_DISTANCE 10.0

enum { EVENTS_LOOKED_AT = 200 }; /* of those ahead, the first: what is later is no news on a card */

struct listed *places_view(struct request *rq, const struct directory_hit *hits, unsigned count)
{
    struct listed *const places = arena_alloc(rq->arena, (count + 1) * sizeof *places);

    for (unsigned i = 0; i < count; i++) {
        places[i].hit = &hits[i];
        places[i].card = NULL;
        branch_view(rq->snapshot, hits[i].branch, &places[i].branch);
        point_view(rq->snapshot, hits[i].branch, hits[i].point, &places[i].point);
    }
    return places;
}

struct span place_town(const struct listed *place)
{
    struct span street, locality;

    address_split(place->branch.address, &street, &locality);
    return locality.length ? locality : place->branch.name;
}

const char *place_url(struct request *rq, const struct listed *place)
{
    const struct branch_view *const branch = &place->branch;
    const bool several = branch->points > 1;

    return page_path(rq, "branches/%.*s%s%.*s", (int)branch->code.length, branch->code.at, several ? "#" : "",
                     several ? (int)place->point.code.length : 0, place->point.code.at);
}

/* "54.68703,25.27977": to a metre, for the ranking in the browser. */
static struct span position(struct arena *arena, const struct branch_view *branch)
{
    struct buffer text = buffer_in(arena, 32);

    buffer_fixed(&text, branch->latitude, 5);
    buffer_char(&text, ',');
    buffer_fixed(&text, branch->longitude, 5);
    return buffer_bytes(&text);
}

static void heading_set(struct request *rq, struct view *card, const struct listed *place)
{
    const struct branch_view *const branch = &place->branch;
    const struct span language = ready_text(rq->arena, branch->body, "name_language");
    struct span street, locality;

    address_split(branch->address, &street, &locality);
    view_set_text(card, "code", place->point.code);
    view_set_string(card, "url", place_url(rq, place));
    view_set_foreign(rq, card, "town", locality.length ? locality : branch->name, language);
    if (locality.length)
        branch_called_set(rq, card, "name", branch);
    if (street.length)
        view_set_foreign(rq, card, "street", street, language);
    view_set_bool(card, "address_unknown", !street.length);
    if (branch->located)
        view_set_text(card, "at", position(rq->arena, branch));
    view_set_bool(card, "step_free", branch->step_free == 1);
    label_set(rq, card, "utility", DIRECTORY_ORGANIZATION, place->point.utility);
}

static void facts_set(struct request *rq, struct view *card, const struct listed *place)
{
    struct view *const facts = view_set_list(card, "facts");
    const bool closed = place->point.hours.now == OPEN_NO;

    /* The hours would be the library's, beside a state that makes them of no use. */
    if (place->point.lifecycle != POINT_ACTIVE) {
        status_fact(rq, view_add_object(facts), &place->point);
        return;
    }
    if (closed)
        hours_fact(rq, view_add_object(facts), &place->point.hours);
    status_fact(rq, view_add_object(facts), &place->point);
    if (has_problem(rq, &place->point))
        problem_fact(rq, view_add_object(facts), &place->point);
    if (!closed)
        hours_fact(rq, view_add_object(facts), &place->point.hours);
    if (place->point.adviser.now != OPEN_UNKNOWN)
        adviser_fact(rq, view_add_object(facts), &place->point);
}

void card_add(struct request *rq, struct view *list, struct listed *place)
{
    struct view *const card = view_add_object(list);
    const struct directory_hit *const hit = place->hit;

    place->card = card;
    heading_set(rq, card, place);
    if (hit->has_distance && hit->distance >= NO_DISTANCE)
        view_set_text(card, "distance", moment_distance(rq->arena, rq->language, hit->distance));
    facts_set(rq, card, place);
}

void card_add_best(struct request *rq, struct view *list, struct listed *place)
{
    const char *const why = place->point.status == STATUS_LIMITED ? "find.best.limited"
                            : place->point.assisted_now           ? "find.best"
                                                                  : "find.best.alone";
    struct view *best;

    card_add(rq, list, place);
    best = view_set_object(place->card, "best");
    view_set_text(best, "why", i18n_text(rq->language, why));
    view_set_string(best, "directions", directions_url(rq->arena, &place->branch));
    view_set_string(best, "call", phone_url(rq->arena, ready_text(rq->arena, place->branch.body, "phone")));
}

static void event_set(struct request *rq, struct view *card, const struct event_view *event)
{
    struct view *const next = view_set_object(card, "next");
    const struct span when =
        moment_when(rq->arena, rq->language, event->starts_at, event_now(rq, event), event->utc_offset);
    char *const words = arena_copy(rq->arena, when.at, when.length);

    /* It begins a line. Of the letters that are not ASCII only "šeštadienį" begins with one. */
    if (words[0] >= 'a' && words[0] <= 'z')
        words[0] = (char)(words[0] - 'a' + 'A');
    else if (span_starts(when, SPAN("\xC5\xA1")))
        words[1] = '\xA0';
    view_set_text(next, "when", (struct span){ words, when.length });
    view_set_string(next, "url", page_path(rq, "events/%.*s", (int)event->code.length, event->code.at));
    view_set_foreign(rq, next, "title", ready_text(rq->arena, event->body, "title"),
                     ready_text(rq->arena, event->body, "title_language"));
}

void cards_events_set(struct request *rq, const struct listed *places, unsigned count)
{
    struct event_query query;
    struct event_result ahead;
    bool *const has = arena_calloc(rq->arena, count + 1, sizeof *has);

    event_query_init(&query);
    query.has_from = true;
    query.from = rq->now;
    query.limit = EVENTS_LOOKED_AT;
    ahead = event_search(rq->snapshot, rq->arena, &query);
    for (unsigned e = 0; e < ahead.count; e++) {
        struct event_view event;

        event_view(rq->snapshot, ahead.hits[e].number, rq->language, &event);
        if (span_equal(event.lifecycle, SPAN("cancelled")))
            continue;
        for (unsigned i = 0; i < count; i++)
            for (uint32_t b = 0; b < event.branch_count; b++)
                if (places[i].card && !has[i] && span_equal(event.branches[b], places[i].branch.code)) {
                    event_set(rq, places[i].card, &event);
                    has[i] = true;
                }
    }
}

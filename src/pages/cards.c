/* SPDX-License-Identifier: Apache-2.0
 *
 * Cards: where it is, how far, and the facts; what stops a visitor comes first. */
#include "cards.h"

#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "shell.h"

/* Less is the place itself, whose position is no more exact than that. */
#define NO_DISTANCE 10.0

struct place {
    struct branch_view branch;
    struct point_view point;
    const json_t *body; /* the branch's */
};

static void heading_set(struct request *rq, struct view *card, const struct place *place)
{
    const struct branch_view *const branch = &place->branch;
    const struct span language = body_text(place->body, "name_language");
    struct span street, locality;

    address_split(branch->address, &street, &locality);
    view_set_string(card, "url",
                    arena_printf(rq->arena, "/%s/branches/%.*s%s%.*s", language_code(rq->language),
                                 (int)branch->code.length, branch->code.at, branch->points > 1 ? "#" : "",
                                 branch->points > 1 ? (int)place->point.code.length : 0,
                                 place->point.code.at));
    view_set_foreign(rq, card, "town", locality.length ? locality : branch->name, language);
    if (locality.length)
        view_set_foreign(rq, card, "name", branch->name, language);
    if (street.length)
        view_set_foreign(rq, card, "street", street, language);
    view_set_bool(card, "address_unknown", !street.length);
    view_set_bool(card, "step_free", branch->step_free == 1);
    label_set(rq, card, "utility", DIRECTORY_ORGANIZATION, place->point.utility);
}

static void facts_set(struct request *rq, struct view *card, const struct place *place)
{
    struct view *const facts = view_set_list(card, "facts");
    const bool closed = place->point.hours.now == OPEN_NO;

    if (closed)
        hours_fact(rq, view_add_object(facts), &place->point.hours);
    status_fact(rq, view_add_object(facts), &place->point);
    if (!closed)
        hours_fact(rq, view_add_object(facts), &place->point.hours);
    if (place->point.lifecycle == POINT_ACTIVE && place->point.adviser.now != OPEN_UNKNOWN)
        adviser_fact(rq, view_add_object(facts), &place->point);
}

static struct view *card_make(struct request *rq, struct view *list, const struct directory_hit *hit,
                              struct place *place)
{
    struct view *const card = view_add_object(list);

    branch_view(rq->snapshot, hit->branch, &place->branch);
    point_view(rq->snapshot, hit->branch, hit->point, &place->point);
    place->body = body_parse(rq->arena, place->branch.body);
    heading_set(rq, card, place);
    if (hit->has_distance && hit->distance >= NO_DISTANCE)
        view_set_text(card, "distance", moment_distance(rq->arena, rq->language, hit->distance));
    facts_set(rq, card, place);
    return card;
}

void card_add(struct request *rq, struct view *list, const struct directory_hit *hit)
{
    struct place place;

    card_make(rq, list, hit, &place);
}

void card_add_best(struct request *rq, struct view *list, const struct directory_hit *hit)
{
    struct place place;
    struct view *const card = card_make(rq, list, hit, &place);
    struct view *const best = view_set_object(card, "best");

    view_set_text(best, "why",
                  i18n_text(rq->language, place.point.assisted_now ? "find.best" : "find.best.alone"));
    view_set_string(best, "directions", directions_url(rq->arena, &place.branch));
    view_set_string(best, "call", phone_url(rq->arena, body_text(place.body, "phone")));
}

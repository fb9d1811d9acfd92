/* SPDX-License-Identifier: Apache-2.0
 *
 * The cards of a list of points.
 */
#ifndef BRANCHLIGHT_PAGES_CARDS_H
#define BRANCHLIGHT_PAGES_CARDS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* A row of a list with what is shown of it. */
struct listed {
    const struct directory_hit *hit;
    struct branch_view branch;
    struct point_view point;
    struct view *card; /* once it has one */
};

/* Looks the rows of a result up, in the arena. */
struct listed *places_view(struct request *rq, const struct directory_hit *hits, unsigned count);

/* What a place is called in a list: its town, else its own name. */
struct span place_town(const struct listed *place);
/* "/lt/branches/lt-pasvalys#pasvalys-eso": the point only where the branch has several. */
const char *place_url(struct request *rq, const struct listed *place);

/* Adds the card of a place. Its id is "v-" and the point's code. Whoever draws a map sets the card's `marker`
 * to the code of its marker there. */
void card_add(struct request *rq, struct view *list, struct listed *place);
/* The same as the best answer: outlined, with its reason on top and the two actions. */
void card_add_best(struct request *rq, struct view *list, struct listed *place);

/* Sets the next event of each place that has a card. */
void cards_events_set(struct request *rq, const struct listed *places, unsigned count);

#endif

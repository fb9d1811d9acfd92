/* SPDX-License-Identifier: Apache-2.0
 *
 * A point in a list.
 */
#ifndef BRANCHLIGHT_PAGES_CARDS_H
#define BRANCHLIGHT_PAGES_CARDS_H

#include "facts.h"

/* Appends the card of a hit (a point) to a list. */
void card_add(struct request *rq, struct view *list, const struct directory_hit *hit);

/* The same as the best answer: outlined, with its reason on top and the two actions. */
void card_add_best(struct request *rq, struct view *list, const struct directory_hit *hit);

#endif

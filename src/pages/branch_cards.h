/* SPDX-License-Identifier: Apache-2.0
 *
 * The branches of a library or of a municipality, a card for each of their points.
 */
#ifndef BRANCHLIGHT_PAGES_BRANCH_CARDS_H
#define BRANCHLIGHT_PAGES_BRANCH_CARDS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

enum { BRANCH_CARDS_MAX = 60 };

/* Sets `branches` to { cards.list[], plain.list[], more_url }: the branches that `query` finds, in the order
 * of names, from behind the branch with the code `after` (absent: from the first). `plain` are those without
 * a point. `path` is the page's address. Gives the result, for what else follows from it. */
struct directory_result branch_cards_set(struct request *rq, struct view *view, struct directory_query *query,
                                         struct span after, const char *path);

#endif

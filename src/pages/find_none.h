/* SPDX-License-Identifier: Apache-2.0
 *
 * What to do where there is nothing, or nowhere to go at present.
 */
#ifndef BRANCHLIGHT_PAGES_FIND_NONE_H
#define BRANCHLIGHT_PAGES_FIND_NONE_H

#include "branchlight/directory.h"
#include "branchlight/template.h"
#include "find_words.h"

/* Sets `none`: what was not found, and the ways on: the municipality to choose, the filters to drop with what
 * each would bring, the nearest three without any. */
void find_none_set(struct request *rq, struct view *view, const struct directory_query *query,
                   const struct meaning *meaning);

/* Sets `elsewhere`: phone and site of the utility asked for, or of the first there are. */
void find_elsewhere_set(struct request *rq, struct view *view);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The opening hours of the coming seven days.
 */
#ifndef BRANCHLIGHT_PAGES_WEEK_H
#define BRANCHLIGHT_PAGES_WEEK_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets `week`: the days from today with the building's hours and, where `adviser` is a point's number whose
 * adviser hours are known, the adviser's; words, and a strip beside them. Nothing is set where the building's
 * hours are unknown. */
void week_set(struct request *rq, struct view *view, const struct branch_view *branch, uint32_t adviser);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The opening hours of the coming seven days.
 */
#ifndef BRANCHLIGHT_PAGES_WEEK_H
#define BRANCHLIGHT_PAGES_WEEK_H

#include "branchlight/template.h"
#include "usual.h"

/* Sets `week`: the days from today with the building's hours and, where `adviser` is a point's number whose
 * adviser hours are known, the adviser's; words, and a strip beside them; then `changes`, days of the weeks
 * after it that differ from the usual ones. Nothing is set where the building's hours are unknown. */
void week_set(struct request *rq, struct view *view, const struct branch_view *branch, uint32_t adviser,
              const struct usual *usual);

#endif

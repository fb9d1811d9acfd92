/* SPDX-License-Identifier: Apache-2.0
 *
 * The opening hours of the coming seven days.
 */
#ifndef BRANCHLIGHT_PAGES_WEEK_H
#define BRANCHLIGHT_PAGES_WEEK_H

#include "branch_parts.h"

/* Sets `week`: the days from today with the building's hours, those of points that can be reached at others,
 * and those of advisers, of each utility its own; words, and a strip beside them; then `changes`, days of the
 * weeks after it that differ from the usual ones. Nothing is set where the building's hours are unknown. */
void week_set(struct request *rq, struct view *view, const struct branch_whole *whole);

#endif

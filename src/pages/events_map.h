/* SPDX-License-Identifier: Apache-2.0
 *
 * The places of a page's events on the map.
 */
#ifndef BRANCHLIGHT_PAGES_EVENTS_MAP_H
#define BRANCHLIGHT_PAGES_EVENTS_MAP_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets `map`: a marker for each branch, leading to the first of its events in the list (its item's id is "e-"
 * and the event's code). `query` tells the place that was asked for, `here` its name. */
void events_map_set(struct request *rq, struct view *view, const struct event_result *events,
                    const struct event_query *query, struct span here);

#endif

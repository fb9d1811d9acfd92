/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of an event's page.
 */
#ifndef BRANCHLIGHT_PAGES_EVENT_PARTS_H
#define BRANCHLIGHT_PAGES_EVENT_PARTS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

#include <jansson.h>

/* Sets `sites`: each branch where it is, with address, the way and the telephone. */
void event_sites_set(struct request *rq, struct view *view, const struct event_view *event);

/* The event for programs: schema.org. `body` is the event's. */
void event_data_set(struct request *rq, struct view *view, const struct event_view *event,
                    const json_t *body);

#endif

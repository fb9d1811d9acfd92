/* SPDX-License-Identifier: Apache-2.0
 *
 * The question that events are asked, in the API and on pages.
 */
#ifndef BRANCHLIGHT_API_EVENTS_H
#define BRANCHLIGHT_API_EVENTS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"

extern const struct param_set event_filters; /* near … q */

/* The question that rq's arguments ask, whenever the events are. False where they contradict each other or
 * name what doesn't exist: the errors are in rq. */
bool event_question(struct request *rq, struct event_query *ret_query);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The filters that branches and points share: their parameters, and how they become a question to the directory.
 */
#ifndef BRANCHLIGHT_API_PLACE_FILTERS_H
#define BRANCHLIGHT_API_PLACE_FILTERS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"

extern const struct param_set place_filters; /* near … step_free */
extern const struct param_set page_params;   /* limit, after */
extern const struct param_set language_params; /* lang */

/* The question that rq's arguments ask. False where they contradict each other: the errors are in rq. */
bool place_query(struct request *rq, struct place_query *ret_query);

#endif

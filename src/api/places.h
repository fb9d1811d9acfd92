/* SPDX-License-Identifier: Apache-2.0
 *
 * What the operations on branches and points share: their filters, and the answer as a list or an export.
 */
#ifndef BRANCHLIGHT_API_PLACES_H
#define BRANCHLIGHT_API_PLACES_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"

extern const struct param_set place_filters; /* near … sort */

/* The question that rq's arguments ask, of branches or of points. False where they contradict each other or
 * name what doesn't exist: the errors are in rq. */
bool place_query(struct request *rq, bool points, struct directory_query *ret_query);

/* Where the words of the question are a place's rather than a branch's ("siauliai", where no library takes
 * part; "vilnius", which is only like the address "Vilniaus g."), the question is asked anew, without words,
 * from that place. */
bool place_meant(struct request *rq, struct directory_query *query, struct directory_entry *ret_place);

/* The answer in the format that was asked for: a page as JSON, or, as CSV, GeoJSON or JSON Lines, everything
 * that matches (a page where `limit` is given). */
struct reply place_list(struct request *rq, bool points);

#endif

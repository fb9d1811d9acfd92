/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of changes, for who posts to it.
 */
#ifndef BRANCHLIGHT_PAGES_HISTORY_PARTS_H
#define BRANCHLIGHT_PAGES_HISTORY_PARTS_H

#include "staff_parts.h"

extern const struct operation history_page;

/* Whether a field is of no use to people: an id, or what another field tells already. */
bool history_hidden(struct span field);
/* A value (JSON) of a field in words; empty where there is nothing to tell. `offset`: of the clock, in
 * minutes. */
struct span history_value(struct request *rq, struct span field, struct span value, int offset);

struct reply history_show(struct request *rq, unsigned status);

#endif

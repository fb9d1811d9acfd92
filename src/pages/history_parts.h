/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of changes, for who posts to it.
 */
#ifndef BRANCHLIGHT_PAGES_HISTORY_PARTS_H
#define BRANCHLIGHT_PAGES_HISTORY_PARTS_H

#include "staff_parts.h"

extern const struct operation history_page;

/* The catalogue's word history.<group>.<name>, where `known` (NULL-terminated) has the name; else the name.
 */
struct span history_label(struct request *rq, const char *group, const char *const *known, struct span name);
/* What a field is called. */
struct span history_field(struct request *rq, struct span field);
/* Whether a field is of no use to people: an id, or what another field tells already. */
bool history_hidden(struct span field);
/* A value (JSON) of a field in words, instants by the clock of `zone`; empty where there is nothing to tell.
 */
struct span history_value(struct request *rq, struct span field, struct span value, struct span zone);

/* A rule or dated exception of opening hours (JSON, as hours are edited) in a line. */
struct span history_hours(struct request *rq, struct span rule);

struct reply history_show(struct request *rq, unsigned status);

#endif

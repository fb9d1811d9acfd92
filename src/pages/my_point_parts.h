/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of one's point, for those who post to it.
 */
#ifndef BRANCHLIGHT_PAGES_MY_POINT_PARTS_H
#define BRANCHLIGHT_PAGES_MY_POINT_PARTS_H

#include "branchlight/pages.h"
#include "staff_parts.h"

extern const struct operation my_point;

/* The page of the point with that id, with what is wrong with a form that was sent. */
struct reply my_point_show(struct request *rq, const char *point, unsigned status);
/* `tapped_by`: who tapped it on a phone that had no connection. */
extern const struct param_set tapped_body;
/* Whether that is somebody else than who is signed in now: a page that stays open sends what waits with the
 * cookie of whoever has signed in since. */
bool tapped_by_another(struct request *rq);

/* Sets `faults`: how it goes with those of the point with that id. */
void my_point_faults_set(struct request *rq, struct view *view, const char *point, struct span zone);

#endif

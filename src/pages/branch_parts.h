/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a branch's page.
 */
#ifndef BRANCHLIGHT_PAGES_BRANCH_PARTS_H
#define BRANCHLIGHT_PAGES_BRANCH_PARTS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

#include <jansson.h>

/* A point: verdict, facts, how they are known, what one can do, whose it is. */
void point_set(struct request *rq, struct view *view, const struct branch_view *branch,
               const struct point_view *point);

/* Sets `events`: what comes next here. */
void events_set(struct request *rq, struct view *view, const struct branch_view *branch);

/* Sets `visit`: address and how sure it is, the way, telephone, site, when verified. `body` is the branch's.
 */
void visit_set(struct request *rq, struct view *view, const struct branch_view *branch, const json_t *body);

#endif

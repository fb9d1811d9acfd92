/* SPDX-License-Identifier: Apache-2.0
 *
 * Why a day is not as usual: what its exception is for, which public holiday it is or comes before.
 */
#ifndef BRANCHLIGHT_PAGES_DAY_NAMES_H
#define BRANCHLIGHT_PAGES_DAY_NAMES_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"
#include "usual.h"

/* Whether it is known why a day differs. */
bool day_named(struct request *rq, const struct branch_view *branch, const struct usual_change *change);

/* Of `count` days from local minute `from`, those that have a name, whatever their hours are: true in
 * `ret_named`; the others stay. */
void day_names_mark(struct request *rq, const struct branch_view *branch, int64_t from, unsigned count,
                    bool *ret_named);

/* Sets `named` for the partial `why`: the names of `count` days that differ. Nothing where none has one. */
void day_names_set(struct request *rq, struct view *view, const struct branch_view *branch,
                   const struct usual_change *changes, unsigned count);

#endif

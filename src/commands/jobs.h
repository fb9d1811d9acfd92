/* SPDX-License-Identifier: Apache-2.0
 *
 * The work that is due by the clock, on a thread of its own. */
#ifndef BRANCHLIGHT_JOBS_H
#define BRANCHLIGHT_JOBS_H

#include "branchlight/db.h"

struct jobs;

/* NULL where no thread can be started. `target` is borrowed. */
struct jobs *jobs_start(const struct db_target *target);
/* NULL is allowed. */
void jobs_stop(struct jobs *jobs);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The data that comes with Branchlight: facts, and demonstration data. */
#ifndef BRANCHLIGHT_SEED_H
#define BRANCHLIGHT_SEED_H

#include "branchlight/config.h"
#include "branchlight/db.h"

/* Puts in the facts, then what the configuration says of demonstration data: 1 puts it in (or moves its times
 * to today), 0 takes it away, -1 puts it in with the embedded database and else leaves it as it is. May be
 * run again at any time. False after one sentence on `errors`; then the step that failed kept nothing. */
bool seed_data(const struct db_target *target, const struct config *config, FILE *errors);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The data that comes with Branchlight: facts, and demonstration data. */
#ifndef BRANCHLIGHT_SEED_H
#define BRANCHLIGHT_SEED_H

#include "branchlight/config.h"
#include "branchlight/db.h"

/* Whether the configuration wants demonstration data. */
bool seed_wants_demo(const struct config *config);

/* Runs the embedded files sql/seed/<prefix>*.sql in the order of their names, in one transaction. They may be
 * run again at any time. The setting branchlight.clock_offset (seconds) tells them what "now" is. False after
 * one sentence on `errors`. */
bool seed_run(const struct db_target *target, const char *prefix, long clock_offset, FILE *errors);

#endif

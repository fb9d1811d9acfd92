/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the published views on their way into a batch.
 */
#ifndef BRANCHLIGHT_DIRECTORY_LOAD_H
#define BRANCHLIGHT_DIRECTORY_LOAD_H

#include "branchlight/db.h"
#include "build.h"

/* Puts everything that is published into the batch: all but points, and points (which are half of the work).
 * May run on two threads at once, each with its connection. False where a query failed. */
bool read_rows(struct db *db, struct batch *batch);
/* Learns the zones of places (branchlight/zones.h). */
bool read_zones(struct db *db, struct arena *arena);
bool read_points(struct db *db, struct batch *batch);

/* Puts the rows with these ids (all of one kind, text of a uuid[]) into the batch, and removes those that
 * aren't published any more. `kind` is that of published.change. */
bool read_some(struct db *db, struct arena *arena, struct batch *batch, struct span kind, const char *array,
               const uint8_t (*ids)[16], uint32_t count);
/* Puts the codes that these rows (of any kind) have given up into the batch. */
bool read_some_retired(struct db *db, struct batch *batch, const char *array, const uint8_t (*ids)[16],
                       uint32_t count);

#endif

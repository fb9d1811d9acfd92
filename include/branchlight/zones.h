/* SPDX-License-Identifier: Apache-2.0
 *
 * How far time zones are from UTC, and since when: what the database, which has the time zone data, said of
 * the zones that places are in. Kept for the process; whoever reads waits for nobody.
 */
#ifndef BRANCHLIGHT_ZONES_H
#define BRANCHLIGHT_ZONES_H

#include "branchlight/span.h"

#include <stdint.h>

enum { ZONE_SHIFTS_MAX = 64 };

/* Takes what is known of a zone from an instant until another (Unix seconds): `count` shifts at `instants`
 * (ascending), and the offsets (minutes east of UTC) between them: one more, the first before all shifts.
 * More than ZONE_SHIFTS_MAX are cut off. Copies all. One writer at a time. */
void zone_learn(struct span name, int64_t from, int64_t until, const int64_t *instants,
                const int16_t *offsets, unsigned count);

/* Minutes east of UTC of a zone at an instant (Unix seconds); outside what is known, the nearest that is; 0
 * where nothing is known of that zone. */
int zone_offset(struct span name, int64_t at);
/* Whether it is known at that instant. */
bool zone_known(struct span name, int64_t at);

#endif

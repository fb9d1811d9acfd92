/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants in words (branchlight/moments.h) by the clock of a place, as it is at each of them: what was said
 * in winter stays at the hour that it had, whatever the clock says now.
 */
#ifndef BRANCHLIGHT_PAGES_ZONED_H
#define BRANCHLIGHT_PAGES_ZONED_H

#include "shell.h"

/* All take Unix seconds and the name of a time zone, and give text in the request's arena. In a transaction
 * zones that only the database knows are asked of it. */
struct span zoned_age(struct request *rq, int64_t at, struct span zone);
struct span zoned_clock(struct request *rq, int64_t at, struct span zone);
struct span zoned_date(struct request *rq, int64_t at, struct span zone);
struct span zoned_until(struct request *rq, int64_t at, struct span zone);
struct span zoned_when(struct request *rq, int64_t at, struct span zone);
/* Whether that is today there. */
bool zoned_today(struct request *rq, int64_t at, struct span zone);

#endif

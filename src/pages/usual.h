/* SPDX-License-Identifier: Apache-2.0
 *
 * The usual week of a branch, and the days that differ from it.
 */
#ifndef BRANCHLIGHT_PAGES_USUAL_H
#define BRANCHLIGHT_PAGES_USUAL_H

#include "branchlight/template.h"
#include "days.h"

enum { USUAL_DAYS = 42 };

struct usual_change {
    int64_t day; /* local minute that it begins at */
    struct day hours;
};

/* What the compiled hours of the coming six weeks say; where a weekday has no usual day in them, those after.
 */
struct usual {
    bool known; /* every weekday is known, and days that differ without a reason are of few kinds */
    struct day weekday[7]; /* Monday first */
    unsigned change_count;
    struct usual_change changes[USUAL_DAYS]; /* in order; every day that is known and differs */
    int64_t from, until;                     /* local minutes: today, and the day behind the last known one */
};

/* Nothing known where the building's hours aren't. */
void usual_make(struct request *rq, const struct branch_view *branch, struct usual *ret_usual);

/* The change on that day; NULL where it is a usual one. */
const struct usual_change *usual_change(const struct usual *usual, int64_t day);

/* Sets `rows` of a usual week that is known: each `days` ("I–V"), `open` and `lunch`; days on end that are
 * alike are one. */
void usual_rows_set(struct request *rq, struct view *view, const struct usual *usual);

/* 0 Monday … 6 Sunday. */
unsigned usual_weekday(int64_t day);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening hours as days. Ranges are instants; here they become minutes of the place's own clock (each end
 * with the offset that holds then), so that days with a change of the clock need no special care. What goes
 * on past midnight for a few hours belongs to the evening it began in.
 */
#ifndef BRANCHLIGHT_PAGES_DAYS_H
#define BRANCHLIGHT_PAGES_DAYS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"

enum { DAY = 24 * 60, PARTS_MAX = 8 };

/* A range in minutes of the local clock since 1970-01-01T00:00. */
struct local {
    int64_t start, end;
};

struct hours {
    bool known;
    struct local *ranges; /* in order, apart */
    uint32_t count;
    int64_t known_until; /* local minutes */
};

/* A time of a day, in its minutes; `to` may lie past midnight. */
struct part {
    int from, to;
};

struct day {
    unsigned count; /* 0: closed */
    struct part parts[PARTS_MAX];
};

/* The local minute that it is now, and the one at which today began; the branch's offset must be known. */
int64_t local_now(const struct request *rq, const struct branch_view *branch);
int64_t local_today(const struct request *rq, const struct branch_view *branch);

/* A schedule, from the day before yesterday to `days` from today; an adviser's while the doors are open,
 * where that is known. */
struct hours hours_of(struct request *rq, const struct branch_view *branch, enum directory_schedule schedule,
                      uint32_t number, int days);

/* The day that begins at local minute `day`. */
struct day day_of(const struct hours *hours, int64_t day);
bool day_known(const struct hours *hours, int64_t day);
bool day_equal(const struct day *a, const struct day *b);

/* "9–18 val." and, where one short gap lies about noon, "pietūs 13.00–13.45" (else at == NULL); with more
 * gaps "9–13, 14–16, 17–18 val.". "Nedirba" where it is closed is for the caller to say. */
struct span day_text(struct request *rq, const struct day *day, struct span *ret_lunch);

#endif

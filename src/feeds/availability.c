/* SPDX-License-Identifier: Apache-2.0
 *
 * Months of points, added up. What one point's month says is made by the database (sql/migrations/0019). */
#include "branchlight/feeds.h"
#include "branchlight/ready.h"

#include <stdlib.h>

static int64_t number_of(struct span month, const char *name)
{
    const struct span text = ready_member(month, name);
    int64_t number = 0;

    for (size_t i = 0; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        number = number * 10 + (text.at[i] - '0');
    return number;
}

/* The month of that name, in order; NULL where there is no room. */
static struct availability_month *month_find(struct availability *all, struct span name)
{
    unsigned at = 0;

    while (at < all->count && memcmp(all->months[at].name, name.at, AVAILABILITY_NAME) < 0)
        at++;
    if (at < all->count && memcmp(all->months[at].name, name.at, AVAILABILITY_NAME) == 0)
        return &all->months[at];
    if (all->count == AVAILABILITY_MONTHS)
        return NULL;
    memmove(&all->months[at + 1], &all->months[at], (all->count - at) * sizeof all->months[0]);
    all->count++;
    all->months[at] = (struct availability_month){ .points = 0 };
    memcpy(all->months[at].name, name.at, AVAILABILITY_NAME);
    return &all->months[at];
}

void availability_add(struct arena *arena, struct availability *all, const struct point_view *point)
{
    struct span rest = ready_member(point->body, "availability"), month;

    while (rest.at && ready_next(&rest, NULL, &month)) {
        const struct span name = ready_text(arena, month, "month");
        struct availability_month *const sum =
            name.length == AVAILABILITY_NAME ? month_find(all, name) : NULL;

        if (!sum)
            continue;
        sum->points++;
        sum->known_seconds += number_of(month, "known_seconds");
        sum->working_seconds += number_of(month, "working_seconds");
        sum->faults += number_of(month, "faults");
        sum->repaired += number_of(month, "repaired");
        sum->repair_seconds += number_of(month, "repair_seconds");
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The usual week. Compiled hours are days without rules, which is what answers "open now" fastest; people and
 * search engines want the rule and its exceptions back. What a weekday is most often in six weeks is usual; a
 * season that ends, a holiday, a cleaning day are the days that differ. All days together say exactly what
 * the compiled hours say, whichever of them are called usual. */
#include "usual.h"

enum {
    WEEK = 7,
    THURSDAY = 3,    /* 1970-01-01, counted from Monday */
    KINDS_MOST = 10, /* with more, nothing is usual: a library on wheels */
};

unsigned usual_weekday(int64_t day)
{
    return (unsigned)((day / DAY + THURSDAY) % WEEK);
}

static int open_minutes(const struct day *day)
{
    int minutes = 0;

    for (unsigned i = 0; i < day->count; i++)
        minutes += day->parts[i].to - day->parts[i].from;
    return minutes;
}

/* Of the days of one weekday the most frequent; of two as frequent the longer one: holidays shorten. */
static struct day most_frequent(const struct day *days, unsigned first, unsigned count)
{
    struct day best = { 0 };
    unsigned best_times = 0;

    for (unsigned i = first; i < count; i += WEEK) {
        unsigned times = 0;

        for (unsigned j = first; j < count; j += WEEK)
            times += day_equal(&days[i], &days[j]);
        if (times > best_times || (times == best_times && open_minutes(&days[i]) > open_minutes(&best))) {
            best = days[i];
            best_times = times;
        }
    }
    return best;
}

/* How many kinds of days differ: another season is one a weekday, for however many weeks it is. */
static unsigned kinds_of(const struct usual *usual)
{
    unsigned kinds = 0;

    for (unsigned i = 0, j; i < usual->change_count; i++) {
        const struct usual_change *const change = &usual->changes[i];

        for (j = 0; j < i; j++)
            if (usual_weekday(usual->changes[j].day) == usual_weekday(change->day) &&
                day_equal(&usual->changes[j].hours, &change->hours))
                break;
        kinds += j == i;
    }
    return kinds;
}

void usual_make(struct request *rq, const struct branch_view *branch, struct usual *ret_usual)
{
    struct day days[USUAL_DAYS];
    struct hours hours;
    unsigned count = 0;

    ret_usual->known = false;
    ret_usual->change_count = 0;
    if (!branch->hours.has_offset)
        return;
    hours = hours_of(rq, branch, SCHEDULE_BUILDING, 0, USUAL_DAYS);
    ret_usual->from = local_today(rq, branch);
    while (count < USUAL_DAYS && day_known(&hours, ret_usual->from + (int64_t)count * DAY)) {
        days[count] = day_of(&hours, ret_usual->from + (int64_t)count * DAY);
        count++;
    }
    ret_usual->until = ret_usual->from + (int64_t)count * DAY;
    if (count < WEEK)
        return;
    for (unsigned i = 0; i < WEEK; i++)
        ret_usual->weekday[usual_weekday(ret_usual->from + (int64_t)i * DAY)] = most_frequent(days, i, count);
    for (unsigned i = 0; i < count; i++) {
        const int64_t day = ret_usual->from + (int64_t)i * DAY;

        if (!day_equal(&days[i], &ret_usual->weekday[usual_weekday(day)]))
            ret_usual->changes[ret_usual->change_count++] = (struct usual_change){ day, days[i] };
    }
    ret_usual->known = kinds_of(ret_usual) <= KINDS_MOST;
}

const struct usual_change *usual_change(const struct usual *usual, int64_t day)
{
    for (unsigned i = 0; i < usual->change_count; i++)
        if (usual->changes[i].day == day)
            return &usual->changes[i];
    return NULL;
}

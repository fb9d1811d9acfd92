/* SPDX-License-Identifier: Apache-2.0
 *
 * The usual week. Compiled hours are days without rules, which is what answers "open now" fastest; people and
 * search engines want the rule and its exceptions back. What a weekday is most often in six weeks is usual; a
 * season that ends, a cleaning day are the days that differ. Days with a reason of their own (an exception, a
 * closure, a holiday and its eve) have no say in what is usual, nor has a week that is closed throughout:
 * four weeks of repairs would be the usual ones. All days together say exactly what the compiled hours say,
 * whichever of them are called usual. */
#include "usual.h"

#include "day_names.h"

enum {
    WEEK = 7,
    THURSDAY = 3,    /* 1970-01-01, counted from Monday */
    KINDS_MOST = 10, /* with more, nothing is usual: a library on wheels */
    LOOK_DAYS = 69,  /* as far as hours are known */
};

/* The days from today on. */
struct looked {
    unsigned count;
    struct day days[LOOK_DAYS];
    bool named[LOOK_DAYS]; /* it has a reason of its own; names reach six weeks */
    bool shut[LOOK_DAYS];  /* one of seven or more on end that are closed */
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

/* Of the days of one weekday from `first` up to `until` that have a say, the most frequent; of two as
 * frequent the longer one. False where none has. */
static bool most_frequent(const struct looked *looked, unsigned first, unsigned until, bool shut_too,
                          struct day *ret_day)
{
    unsigned best_times = 0;

    for (unsigned i = first; i < until; i += WEEK) {
        const struct day *const day = &looked->days[i];
        unsigned times = 0;

        if (looked->named[i] || (looked->shut[i] && !shut_too))
            continue;
        for (unsigned j = first; j < until; j += WEEK)
            times += !looked->named[j] && day_equal(day, &looked->days[j]);
        if (times > best_times || (times == best_times && open_minutes(day) > open_minutes(ret_day))) {
            *ret_day = *day;
            best_times = times;
        }
    }
    return best_times > 0;
}

/* A place that is closed for a whole season says no why: where six weeks have nothing else, that is usual.
 * What is closed for a reason is as usual again behind it. */
static bool usual_find(const struct looked *looked, unsigned first, struct day *ret_day)
{
    const unsigned weeks = looked->count < USUAL_DAYS ? looked->count : USUAL_DAYS;

    return most_frequent(looked, first, weeks, false, ret_day) ||
           most_frequent(looked, first, weeks, true, ret_day) ||
           most_frequent(looked, first, looked->count, false, ret_day);
}

static void shut_mark(struct looked *looked)
{
    for (unsigned i = 0, run; i < looked->count; i += run ? run : 1) {
        for (run = 0; i + run < looked->count && looked->days[i + run].count == 0;)
            run++;
        for (unsigned j = 0; run >= WEEK && j < run; j++)
            looked->shut[i + j] = true;
    }
}

static void look(struct request *rq, const struct branch_view *branch, struct looked *ret_looked)
{
    const struct hours hours = hours_of(rq, branch, SCHEDULE_BUILDING, 0, LOOK_DAYS);
    const int64_t today = local_today(rq, branch);

    *ret_looked = (struct looked){ 0 };
    while (ret_looked->count < LOOK_DAYS && day_known(&hours, today + (int64_t)ret_looked->count * DAY)) {
        ret_looked->days[ret_looked->count] = day_of(&hours, today + (int64_t)ret_looked->count * DAY);
        ret_looked->count++;
    }
    day_names_mark(rq, branch, today, ret_looked->count, ret_looked->named);
    shut_mark(ret_looked);
}

/* How many kinds of days differ without a reason: another season is one a weekday, for however many weeks it
 * is. */
static unsigned kinds_of(const struct usual *usual, const struct looked *looked)
{
    unsigned kinds = 0;

    for (unsigned i = 0, j; i < usual->change_count; i++) {
        const struct usual_change *const change = &usual->changes[i];

        if (looked->named[(change->day - usual->from) / DAY])
            continue;
        for (j = 0; j < i; j++)
            if (usual_weekday(usual->changes[j].day) == usual_weekday(change->day) &&
                !looked->named[(usual->changes[j].day - usual->from) / DAY] &&
                day_equal(&usual->changes[j].hours, &change->hours))
                break;
        kinds += j == i;
    }
    return kinds;
}

void usual_make(struct request *rq, const struct branch_view *branch, struct usual *ret_usual)
{
    struct looked looked;
    bool found[WEEK] = { false }, all = true;

    *ret_usual = (struct usual){ 0 };
    if (!branch->hours.has_offset)
        return;
    look(rq, branch, &looked);
    const unsigned told = looked.count < USUAL_DAYS ? looked.count : USUAL_DAYS;

    ret_usual->from = local_today(rq, branch);
    ret_usual->until = ret_usual->from + (int64_t)told * DAY;
    if (told < WEEK)
        return;
    for (unsigned i = 0; i < WEEK; i++) {
        const unsigned weekday = usual_weekday(ret_usual->from + (int64_t)i * DAY);

        found[weekday] = usual_find(&looked, i, &ret_usual->weekday[weekday]);
        all &= found[weekday];
    }
    for (unsigned i = 0; i < told; i++) {
        const int64_t day = ret_usual->from + (int64_t)i * DAY;
        const unsigned weekday = usual_weekday(day);

        if (!found[weekday] || !day_equal(&looked.days[i], &ret_usual->weekday[weekday]))
            ret_usual->changes[ret_usual->change_count++] = (struct usual_change){ day, looked.days[i] };
    }
    ret_usual->known = all && kinds_of(ret_usual, &looked) <= KINDS_MOST;
}

const struct usual_change *usual_change(const struct usual *usual, int64_t day)
{
    for (unsigned i = 0; i < usual->change_count; i++)
        if (usual->changes[i].day == day)
            return &usual->changes[i];
    return NULL;
}

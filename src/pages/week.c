/* SPDX-License-Identifier: Apache-2.0
 *
 * The week as a table of days, and what will be otherwise in the weeks after it. */
#include "week.h"

#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "day_names.h"
#include "days.h"
#include "facts.h"
#include "shell.h"
#include "usual.h"
#include "weeks.h"

enum {
    DAYS = 7,
    HOUR = 60,
    STRIP_FROM = 6 * HOUR, /* what the strip shows … */
    STRIP_TO = 22 * HOUR,  /* … unless something lies beyond: then the whole day */
    SECONDS = 60,
    CHANGES_SHOWN = 6,
};

/* Hours of points: access that isn't the building's, or advisers. */
struct beside {
    struct {
        uint32_t utility;
        struct hours hours;
    } * of;
    unsigned count;
};

/* What a day's row is made of. */
struct week {
    const struct branch_view *branch;
    const struct usual *usual;
    struct hours building;
    struct beside access, daily, help; /* daily: access at the same hours on all seven days */
    int strip_from, strip_to;
    bool usually; /* most of the days are as usual: the others are marked */
};

static void hours_set(struct request *rq, struct view *cell, const char *none_key, const struct hours *hours,
                      int64_t day)
{
    const struct day found = day_of(hours, day);
    struct span lunch;

    if (found.count > 0) {
        view_set_text(cell, "hours", day_text(rq, &found, &lunch));
        view_set_text(cell, "lunch", lunch);
    } else {
        view_set_text(cell, "none",
                      i18n_text(rq->language, day_known(hours, day) ? none_key : "branch.hours_beyond"));
    }
}

/* Of each: of advisers a cell; of access a line, with the utility's name where there are several. */
static void beside_hours_set(struct request *rq, struct view *row, const char *name, const char *none_key,
                             const struct beside *beside, int64_t day)
{
    struct view *const list = view_set_list(row, name);

    for (unsigned i = 0; i < beside->count; i++) {
        struct view *const item = view_add_object(list);

        if (beside->count > 1)
            label_set(rq, item, "of", DIRECTORY_ORGANIZATION, beside->of[i].utility);
        hours_set(rq, item, none_key, &beside->of[i].hours, day);
    }
}

/* ---- the strip ---- */

static void strip_set(struct week *week, int64_t first_day)
{
    week->strip_from = STRIP_FROM;
    week->strip_to = STRIP_TO;
    for (int i = 0; i < DAYS; i++) {
        const struct day day = day_of(&week->building, first_day + (int64_t)i * DAY);

        for (unsigned j = 0; j < day.count; j++)
            if (day.parts[j].from < STRIP_FROM || day.parts[j].to > STRIP_TO) {
                week->strip_from = 0;
                week->strip_to = DAY;
            }
    }
}

/* A place on the strip, in per cent. */
static const char *percent(struct request *rq, const struct week *week, int minute)
{
    const int inside = minute < week->strip_from ? week->strip_from
                       : minute > week->strip_to ? week->strip_to
                                                 : minute;
    const int hundredths = (inside - week->strip_from) * 10000 / (week->strip_to - week->strip_from);

    return arena_printf(rq->arena, "%d.%02d%%", hundredths / 100, hundredths % 100);
}

static void bars_add(struct request *rq, struct view *bars, const struct week *week,
                     const struct hours *hours, int64_t day)
{
    const struct day found = day_of(hours, day);

    for (unsigned i = 0; i < found.count; i++) {
        struct view *const bar = view_add_object(bars);
        const int to = found.parts[i].to < week->strip_to ? found.parts[i].to : week->strip_to;

        view_set_string(bar, "x", percent(rq, week, found.parts[i].from));
        view_set_string(bar, "width", percent(rq, week, week->strip_from + to - found.parts[i].from));
    }
}

/* "rugsėjo 6 d.", with the year where it isn't that of `now`. */
static struct span date_text(struct request *rq, int64_t day, int64_t now)
{
    return unbroken(rq->arena, moment_date(rq->arena, rq->language, day * SECONDS, now, 0));
}

static void day_set(struct request *rq, struct view *days, const struct week *week, int64_t day)
{
    const int64_t now = local_now(rq, week->branch);
    const struct civil civil = clock_civil(day * SECONDS, 0);
    struct view *const row = view_add_object(days), *bars;
    const struct usual_change *const change = usual_change(week->usual, day);
    const bool today = now >= day && now < day + DAY;

    view_set_text(row, "weekday",
                  i18n_text(rq->language, arena_printf(rq->arena, "weekday.%d", civil.weekday)));
    view_set_text(row, "date", date_text(rq, day, day * SECONDS));
    view_set_bool(row, "today", today);
    if (change && (week->usually || day_named(rq, week->branch, change)))
        day_names_set(rq, view_set_object(row, "unusual"), week->branch, change, 1);
    hours_set(rq, view_set_object(row, "building"), "branch.closed", &week->building, day);
    beside_hours_set(rq, row, "access", "branch.closed", &week->access, day);
    beside_hours_set(rq, row, "advisers", "branch.no_adviser", &week->help, day);
    bars_add(rq, view_set_list(row, "open_bars"), week, &week->building, day);
    bars = view_set_list(row, "help_bars");
    for (unsigned i = 0; i < week->help.count; i++)
        bars_add(rq, bars, week, &week->help.of[i].hours, day);
    if (today && now - day >= week->strip_from && now - day <= week->strip_to)
        view_set_string(row, "now", percent(rq, week, (int)(now - day)));
}

/* Whether from one change to the next there are only days that usually have those hours too: the Sundays of a
 * closure are closed anyway. */
static bool goes_on(const struct usual *usual, const struct usual_change *change,
                    const struct usual_change *next)
{
    if (next->day > change->day + DAY && !usual->known)
        return false;
    for (int64_t day = change->day + DAY; day < next->day; day += DAY) {
        if (!day_equal(&usual->weekday[usual_weekday(day)], &change->hours))
            return false;
    }
    return day_equal(&change->hours, &next->hours);
}

/* How many changes are days on end that are alike: all or none of them is said why. */
static unsigned run_of(struct request *rq, const struct branch_view *branch, const struct usual *usual,
                       unsigned first)
{
    const struct usual_change *const changes = &usual->changes[first];
    const unsigned most = usual->change_count - first;
    const bool named = day_named(rq, branch, &changes[0]);
    unsigned count = 1;

    while (count < most && goes_on(usual, &changes[count - 1], &changes[count]) &&
           day_named(rq, branch, &changes[count]) == named)
        count++;
    return count;
}

/* "gruodžio 24–26 d." says the month once. */
static bool one_month(int64_t first_day, int64_t last_day)
{
    const struct civil first = clock_civil(first_day * SECONDS, 0), last = clock_civil(last_day * SECONDS, 0);

    return first.year == last.year && first.month == last.month;
}

static void change_set(struct request *rq, struct view *row, const struct branch_view *branch,
                       const struct usual_change *first, unsigned count)
{
    const struct usual_change *const last = &first[count - 1];
    struct span lunch = { 0 };

    if (count == 1) {
        view_set_text(
            row, "date",
            unbroken(rq->arena, moment_day(rq->arena, rq->language, first->day * SECONDS, rq->now, 0)));
    } else if (one_month(first->day, last->day)) {
        view_set_text(row, "date",
                      unbroken(rq->arena, days_text(rq->arena, rq->language, first->day / DAY,
                                                    last->day / DAY, rq->now / WEEK_DAY_SECONDS)));
    } else {
        view_set_text(row, "date", date_text(rq, first->day, rq->now));
        view_set_text(row, "last", date_text(rq, last->day, rq->now));
    }
    view_set_text(row, "hours",
                  first->hours.count ? day_text(rq, &first->hours, &lunch)
                                     : i18n_text(rq->language, "branch.closed"));
    view_set_text(row, "lunch", lunch);
    day_names_set(rq, row, branch, first, count);
}

/* Days after the table's that will not be as on other weeks, also those of what begins in the table; where no
 * week is usual, those with a name. */
static void later_set(struct request *rq, struct view *view, const struct branch_view *branch,
                      const struct usual *usual, int64_t from)
{
    struct view *list = NULL;

    for (unsigned i = 0, count, shown = 0; i < usual->change_count && shown < CHANGES_SHOWN; i += count) {
        count = run_of(rq, branch, usual, i);
        if (usual->changes[i + count - 1].day < from ||
            !(usual->known || day_named(rq, branch, &usual->changes[i])))
            continue;
        if (!list)
            list = view_set_list(view_set_object(view, "later"), "list");
        change_set(rq, view_add_object(list), branch, &usual->changes[i], count);
        shown++;
    }
}

static unsigned unusual_until(const struct usual *usual, int64_t day)
{
    unsigned count = 0;

    while (count < usual->change_count && usual->changes[count].day < day)
        count++;
    return count;
}

static bool as_the_building(const struct week *week, const struct hours *hours, int64_t first_day)
{
    for (int i = 0; i < DAYS; i++) {
        const struct day building = day_of(&week->building, first_day + (int64_t)i * DAY),
                         own = day_of(hours, first_day + (int64_t)i * DAY);

        if (!day_equal(&building, &own))
            return false;
    }
    return true;
}

static bool same_each_day(const struct hours *hours, int64_t first_day)
{
    const struct day first = day_of(hours, first_day);

    for (int i = 1; i < DAYS; i++) {
        const struct day other = day_of(hours, first_day + (int64_t)i * DAY);

        if (!day_equal(&first, &other))
            return false;
    }
    return true;
}

static void beside_add(struct beside *beside, const struct point_view *point, const struct hours *hours)
{
    beside->of[beside->count].utility = point->utility;
    beside->of[beside->count++].hours = *hours;
}

/* What is told of points that people can use: not of those that are only planned, or gone. */
static void beside_set(struct request *rq, struct week *week, const struct branch_whole *whole,
                       int64_t first_day)
{
    week->access.of = arena_alloc(rq->arena, (whole->branch.points + 1) * sizeof *week->access.of);
    week->daily.of = arena_alloc(rq->arena, (whole->branch.points + 1) * sizeof *week->daily.of);
    week->help.of = arena_alloc(rq->arena, (whole->branch.points + 1) * sizeof *week->help.of);
    for (uint32_t number = 0; number < whole->branch.points; number++) {
        const struct point_view *const point = &whole->points[number];
        const struct hours access = hours_of(rq, &whole->branch, SCHEDULE_ACCESS, number, DAYS),
                           adviser = hours_of(rq, &whole->branch, SCHEDULE_ADVISER, number, DAYS);

        if (point->lifecycle != POINT_ACTIVE)
            continue;
        if (access.known && !as_the_building(week, &access, first_day))
            beside_add(same_each_day(&access, first_day) ? &week->daily : &week->access, point, &access);
        if (adviser.known)
            beside_add(&week->help, point, &adviser);
    }
}

void week_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    const struct branch_view *const branch = &whole->branch;
    const struct usual *const usual = &whole->usual;
    struct week week = { .branch = branch, .usual = usual };
    struct view *object, *list, *days;
    int64_t today;

    if (!branch->hours.has_offset)
        return;
    week.building = hours_of(rq, branch, SCHEDULE_BUILDING, 0, DAYS);
    if (!week.building.known)
        return;
    today = local_today(rq, branch);
    beside_set(rq, &week, whole, today);
    week.usually = usual->known && unusual_until(usual, today + (int64_t)DAYS * DAY) <= DAYS / 2;
    strip_set(&week, today);
    object = view_set_object(view, "week");
    view_set_bool(object, "several", week.help.count > 1);
    list = view_set_list(object, "advised");
    for (unsigned i = 0; i < week.help.count; i++) {
        struct view *const column = view_add_object(list);

        if (week.help.count > 1)
            label_set(rq, column, "of", DIRECTORY_ORGANIZATION, week.help.of[i].utility);
    }
    beside_hours_set(rq, object, "daily", "branch.closed", &week.daily, today);
    days = view_set_list(object, "days");
    for (int i = 0; i < DAYS; i++)
        day_set(rq, days, &week, today + (int64_t)i * DAY);
    later_set(rq, object, branch, usual, today + (int64_t)DAYS * DAY);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Hours as a table of days. Ranges are instants; here they become minutes of the place's own clock (each end
 * with the offset that holds then), so that days with a change of the clock need no special care. What goes
 * on past midnight for a few hours belongs to the evening it began in.
 */
#include "week.h"

#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "shell.h"

enum {
    DAYS = 7,
    HOUR = 60,
    DAY = 24 * HOUR,
    NIGHT = 6 * HOUR,      /* so long past midnight a range still belongs to its evening */
    STRIP_FROM = 6 * HOUR, /* what the strip shows … */
    STRIP_TO = 22 * HOUR,  /* … unless something lies beyond: then the whole day */
    SECONDS = 60,
};

/* A range in minutes of the local clock since 1970-01-01T00:00. */
struct local {
    int64_t start, end;
};

struct hours {
    bool known;
    struct local *ranges;
    uint32_t count;
    int64_t known_until; /* local minutes */
};

struct part {
    int from, to; /* minutes of the day; `to` may lie past midnight */
};

enum { PARTS_MAX = 8 };

static struct hours hours_of(struct request *rq, const struct branch_view *branch,
                             enum directory_schedule schedule, uint32_t number)
{
    const int64_t from = rq->now - (int64_t)2 * DAY * SECONDS,
                  to = rq->now + (int64_t)(DAYS + 2) * DAY * SECONDS;
    struct directory_ranges found;
    struct hours hours = { 0 };

    hours.known =
        directory_ranges(rq->snapshot, rq->arena, schedule, branch->handle, number, from, to, &found);
    if (!hours.known)
        return hours;
    hours.count = found.count;
    hours.known_until = found.known_until / SECONDS + branch->hours.offset;
    hours.ranges = arena_alloc(rq->arena, (hours.count + 1) * sizeof *hours.ranges);
    for (uint32_t i = 0; i < hours.count; i++)
        hours.ranges[i] = (struct local){ found.ranges[i].start / SECONDS + found.ranges[i].start_offset,
                                          found.ranges[i].end / SECONDS + found.ranges[i].end_offset };
    return hours;
}

/* What of a range belongs to the day that begins at local minute `day`; from >= to where nothing. */
static struct part part_of(const struct local *range, int64_t day)
{
    int64_t from = range->start > day ? range->start : day;
    int64_t to = range->end < day + DAY ? range->end : day + DAY;

    if (range->start >= day && range->start < day + DAY && range->end <= day + DAY + NIGHT)
        to = range->end;
    if (range->start < day && range->start >= day - DAY && range->end <= day + NIGHT)
        from = to;
    return (struct part){ (int)(from - day), (int)(to - day) };
}

static unsigned parts_of(const struct hours *hours, int64_t day, struct part *ret_parts)
{
    unsigned count = 0;

    for (uint32_t i = 0; i < hours->count && count < PARTS_MAX; i++) {
        const struct part part = part_of(&hours->ranges[i], day);

        if (part.from < part.to)
            ret_parts[count++] = part;
    }
    return count;
}

static const char *minute_text(struct request *rq, int minute)
{
    const int hour = minute == DAY ? 24 : minute / HOUR % 24;

    return i18n_format(rq->arena, rq->language, minute % HOUR ? "clock.bare_minutes" : "clock.bare", "hour",
                       arena_printf(rq->arena, "%d", hour), "minute",
                       arena_printf(rq->arena, "%02d", minute % HOUR), NULL)
        .at;
}

/* "9–13, 14–18 val." */
static struct span parts_text(struct request *rq, const struct part *parts, unsigned count)
{
    const char *list = "";

    if (count == 1 && parts[0].from == 0 && parts[0].to == DAY)
        return i18n_text(rq->language, "branch.all_day");
    for (unsigned i = 0; i < count; i++)
        list = arena_printf(rq->arena, "%s%s%s–%s", list, i ? ", " : "", minute_text(rq, parts[i].from),
                            minute_text(rq, parts[i].to));
    return i18n_format(rq->arena, rq->language, "clock.ranges", "ranges", list, NULL);
}

static void cell_set(struct request *rq, struct view *row, const char *name, const char *none_key,
                     const struct hours *hours, int64_t day)
{
    struct view *const cell = view_set_object(row, name);
    struct part parts[PARTS_MAX];
    const unsigned count = parts_of(hours, day, parts);

    if (count > 0)
        view_set_text(cell, "hours", parts_text(rq, parts, count));
    else
        view_set_text(
            cell, "none",
            i18n_text(rq->language, day + DAY > hours->known_until ? "branch.hours_beyond" : none_key));
}

/* ---- the strip ---- */

struct strip {
    int from, to;
};

static struct strip strip_of(const struct hours *hours, int64_t first_day)
{
    for (int i = 0; i < DAYS; i++) {
        struct part parts[PARTS_MAX];
        const unsigned count = parts_of(hours, first_day + (int64_t)i * DAY, parts);

        for (unsigned j = 0; j < count; j++)
            if (parts[j].from < STRIP_FROM || parts[j].to > STRIP_TO)
                return (struct strip){ 0, DAY };
    }
    return (struct strip){ STRIP_FROM, STRIP_TO };
}

/* A place on the strip, in per cent. */
static const char *percent(struct request *rq, const struct strip *strip, int minute)
{
    const int inside = minute < strip->from ? strip->from : minute > strip->to ? strip->to : minute;
    const int hundredths = (inside - strip->from) * 10000 / (strip->to - strip->from);

    return arena_printf(rq->arena, "%d.%02d%%", hundredths / 100, hundredths % 100);
}

static void bars_set(struct request *rq, struct view *row, const char *name, const struct strip *strip,
                     const struct hours *hours, int64_t day)
{
    struct view *const bars = view_set_list(row, name);
    struct part parts[PARTS_MAX];
    const unsigned count = parts_of(hours, day, parts);

    for (unsigned i = 0; i < count; i++) {
        struct view *const bar = view_add_object(bars);
        const int to = parts[i].to < strip->to ? parts[i].to : strip->to;

        view_set_string(bar, "x", percent(rq, strip, parts[i].from));
        view_set_string(bar, "width", percent(rq, strip, strip->from + to - parts[i].from));
    }
}

static void day_set(struct request *rq, struct view *days, const struct branch_view *branch, int64_t day,
                    const struct strip *strip, const struct hours *building, const struct hours *adviser)
{
    const int64_t local_now = rq->now / SECONDS + branch->hours.offset;
    const struct civil civil = clock_civil(day * SECONDS, 0);
    struct view *const row = view_add_object(days);
    const bool today = local_now >= day && local_now < day + DAY;

    view_set_text(row, "weekday",
                  i18n_text(rq->language, arena_printf(rq->arena, "weekday.%d", civil.weekday)));
    view_set_text(row, "date", moment_date(rq->arena, rq->language, day * SECONDS, day * SECONDS, 0));
    view_set_bool(row, "today", today);
    cell_set(rq, row, "building", "branch.closed", building, day);
    if (adviser->known)
        cell_set(rq, row, "adviser", "branch.no_adviser", adviser, day);
    bars_set(rq, row, "open_bars", strip, building, day);
    bars_set(rq, row, "help_bars", strip, adviser, day);
    if (today && local_now - day >= strip->from && local_now - day <= strip->to)
        view_set_string(row, "now", percent(rq, strip, (int)(local_now - day)));
}

void week_set(struct request *rq, struct view *view, const struct branch_view *branch, uint32_t adviser)
{
    const struct hours building = hours_of(rq, branch, SCHEDULE_BUILDING, 0);
    struct hours help = { 0 };
    struct view *week, *days;
    struct strip strip;
    int64_t today;

    if (!building.known || !branch->hours.has_offset)
        return;
    if (adviser != DIRECTORY_NONE)
        help = hours_of(rq, branch, SCHEDULE_ADVISER, adviser);
    today = (rq->now / SECONDS + branch->hours.offset) / DAY * DAY;
    strip = strip_of(&building, today);
    week = view_set_object(view, "week");
    view_set_bool(week, "advised", help.known);
    days = view_set_list(week, "days");
    for (int i = 0; i < DAYS; i++)
        day_set(rq, days, branch, today + (int64_t)i * DAY, &strip, &building, &help);
}

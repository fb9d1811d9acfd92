/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening hours as days. */
#include "days.h"

#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/zones.h"

enum {
    HOUR = 60,
    NIGHT = 6 * HOUR,       /* so long past midnight a range still belongs to its evening */
    LUNCH_FROM = 11 * HOUR, /* a gap that begins between these … */
    LUNCH_TO = 15 * HOUR,
    LUNCH_LONGEST = 90, /* … and is no longer is when people eat */
    SECONDS = 60,
};

int64_t local_now(const struct request *rq, const struct branch_view *branch)
{
    return rq->now / SECONDS + branch->hours.offset;
}

int64_t local_today(const struct request *rq, const struct branch_view *branch)
{
    return local_now(rq, branch) / DAY * DAY;
}

struct hours hours_of(struct request *rq, const struct branch_view *branch, enum directory_schedule schedule,
                      uint32_t number, int days)
{
    const int64_t from = rq->now - (int64_t)2 * DAY * SECONDS,
                  to = rq->now + (int64_t)(days + 2) * DAY * SECONDS;
    struct directory_ranges found;
    struct hours hours = { 0 };

    hours.known =
        directory_ranges(rq->snapshot, rq->arena, schedule, branch->handle, number, from, to, &found);
    if (!hours.known)
        return hours;
    hours.count = found.count;
    hours.known_until = found.known_until / SECONDS + (zone_known(branch->time_zone, found.known_until)
                                                           ? zone_offset(branch->time_zone, found.known_until)
                                                           : branch->hours.offset);
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

/* The first range that ends after local minute `minute`. */
static uint32_t first_after(const struct hours *hours, int64_t minute)
{
    uint32_t low = 0, high = hours->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (hours->ranges[middle].end > minute)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct day day_of(const struct hours *hours, int64_t day)
{
    struct day found = { 0 };

    for (uint32_t i = first_after(hours, day); i < hours->count && hours->ranges[i].start < day + DAY; i++) {
        const struct part part = part_of(&hours->ranges[i], day);

        if (part.from < part.to && found.count < PARTS_MAX)
            found.parts[found.count++] = part;
    }
    return found;
}

bool day_known(const struct hours *hours, int64_t day)
{
    return hours->known && day + DAY <= hours->known_until;
}

bool day_equal(const struct day *a, const struct day *b)
{
    if (a->count != b->count)
        return false;
    for (unsigned i = 0; i < a->count; i++)
        if (a->parts[i].from != b->parts[i].from || a->parts[i].to != b->parts[i].to)
            return false;
    return true;
}

/* Appends "9–13" or, exact to the minute, "9.00–13.45". */
static void part_put(struct request *rq, struct buffer *out, struct part part, bool exact)
{
    const int minutes[] = { part.from, part.to };

    for (unsigned i = 0; i < 2; i++) {
        const int hour = minutes[i] == DAY ? 24 : minutes[i] / HOUR % 24, minute = minutes[i] % HOUR;
        const char digits[] = { (char)('0' + minute / 10), (char)('0' + minute % 10), 0 };

        if (i)
            buffer_text(out, "–");
        buffer_span(out, i18n_format(rq->arena, rq->language,
                                     minute || exact ? "clock.bare_minutes" : "clock.bare", "hour",
                                     arena_printf(rq->arena, "%d", hour), "minute", digits, NULL));
    }
}

static struct span parts_text(struct request *rq, const char *key, const struct part *parts, unsigned count,
                              bool exact)
{
    struct buffer list = buffer_in(rq->arena, 64);

    for (unsigned i = 0; i < count; i++) {
        if (i)
            buffer_text(&list, ", ");
        part_put(rq, &list, parts[i], exact);
    }
    buffer_char(&list, 0);
    return i18n_format(rq->arena, rq->language, key, "ranges", list.bytes, NULL);
}

static bool has_lunch(const struct day *day)
{
    return day->count == 2 && day->parts[0].to >= LUNCH_FROM && day->parts[0].to <= LUNCH_TO &&
           day->parts[1].from - day->parts[0].to <= LUNCH_LONGEST;
}

struct span day_text(struct request *rq, const struct day *day, struct span *ret_lunch)
{
    struct part whole, lunch;

    *ret_lunch = (struct span){ 0 };
    if (day->count == 1 && day->parts[0].from == 0 && day->parts[0].to == DAY)
        return i18n_text(rq->language, "branch.all_day");
    if (!has_lunch(day))
        return parts_text(rq, "clock.ranges", day->parts, day->count, false);
    whole = (struct part){ day->parts[0].from, day->parts[1].to };
    lunch = (struct part){ day->parts[0].to, day->parts[1].from };
    *ret_lunch = parts_text(rq, "branch.lunch", &lunch, 1, lunch.from % HOUR || lunch.to % HOUR);
    return parts_text(rq, "clock.ranges", &whole, 1, false);
}

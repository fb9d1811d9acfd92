/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/events: what is on, a week on a page, past weeks too. Who names no week gets this one; where
 * nothing is to come in it, the next that has something, and is told so. Days of this week that are over are
 * folded.
 *
 * A week is one of the place's own calendar: an event belongs to the day that it begins on there. */
#include "../api/events.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/pages.h"
#include "event_items.h"
#include "events_form.h"
#include "events_map.h"
#include "shell.h"
#include "weeks.h"

enum {
    SHOWN = 100, /* events of a page */
    CAMPAIGNS_SHOWN = 2,
    CAMPAIGNS_MAX = 20,
    PLACE_METRES = 50000, /* what is near a place that was named */
    MINUTE = 60,
};

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "week", IN_QUERY, T_TEXT, .max = 8, .summary = "A week as in ISO 8601", .example = "2026-W48" },
    { "from", IN_QUERY, T_INSTANT, .summary = "A day of the week", .example = "2026-11-26" },
    { "after", IN_QUERY, T_CODE, .summary = "Code of the last event of the page before",
      .example = "energy-lecture" },
};

/* Which week, and why that one. */
struct chosen {
    int64_t monday, today; /* days */
    bool asked;            /* the address names it */
    bool moved;            /* this week has nothing more: it is a later one */
};

static int64_t day_of(int64_t at, int offset)
{
    return (at + (int64_t)offset * MINUTE) / WEEK_DAY_SECONDS;
}

static bool one(struct request *rq, const struct event_query *query, struct event_view *ret_event)
{
    struct event_query first = *query;
    struct event_result result;

    first.limit = 1;
    result = event_search(rq->snapshot, rq->arena, &first);
    if (result.count > 0)
        event_view(rq->snapshot, result.hits[0].number, rq->language, ret_event);
    return result.count > 0;
}

/* Today where the events are: by the clock of the next one, or of the last. */
static int64_t today_of(struct request *rq)
{
    struct event_query query;
    struct event_view event;

    event_query_init(&query);
    query.has_from = true;
    query.from = rq->now;
    if (one(rq, &query, &event))
        return day_of(rq->now, event_offset(&event, rq->now));
    query.has_from = false;
    query.backwards = true;
    return day_of(rq->now, one(rq, &query, &event) ? event_offset(&event, rq->now) : 0);
}

/* From a day until the end of its week. */
static void query_week(struct event_query *query, int64_t day)
{
    query->local = query->has_from = query->has_to = true;
    query->from = day * WEEK_DAY_SECONDS;
    query->to = (week_of_day(day) + WEEK_DAYS) * WEEK_DAY_SECONDS;
}

/* The nearest week after or before one in which an event begins. */
static bool week_beside(struct request *rq, const struct event_query *query, int64_t monday, bool before,
                        int64_t *ret_monday)
{
    struct event_query beside = *query;
    struct event_view event;

    beside.local = true;
    beside.backwards = before;
    beside.has_to = before;
    beside.to = monday * WEEK_DAY_SECONDS;
    beside.has_from = !before;
    beside.from = (monday + WEEK_DAYS) * WEEK_DAY_SECONDS;
    if (!one(rq, &beside, &event))
        return false;
    *ret_monday = week_of_day(day_of(event.starts_at, event.utc_offset));
    /* One that goes on from before is no reason to go to the week that it began in. */
    if (!before && *ret_monday <= monday)
        *ret_monday = monday + WEEK_DAYS;
    return true;
}

static void week_choose(struct request *rq, const struct event_query *query, struct chosen *ret_chosen)
{
    struct chosen chosen = { .today = today_of(rq) };
    struct event_query week = *query;
    struct event_view event;

    chosen.asked = week_parse(arg(rq, "week")->text, &chosen.monday);
    if (!chosen.asked && arg_given(rq, "from")) {
        chosen.asked = true;
        chosen.monday = week_of_day(arg(rq, "from")->integer / WEEK_DAY_SECONDS);
    }
    if (!chosen.asked) {
        chosen.monday = week_of_day(chosen.today);
        query_week(&week, chosen.today);
        chosen.moved =
            !one(rq, &week, &event) && week_beside(rq, query, chosen.monday, false, &chosen.monday);
    }
    *ret_chosen = chosen;
}

/* ---- what was meant by words ---- */

/* The name of a place means what goes on around it; other words are those of the title. Gives the place's
 * name, absent where none was meant. */
static struct span near_by_name(struct request *rq, struct event_query *query)
{
    struct directory_entry place;
    struct event_view event;
    bool exact;

    if (query->q.length == 0 || query->has_near ||
        !directory_place(rq->snapshot, rq->arena, query->q, rq->language, &place, &exact) ||
        (!exact && one(rq, query, &event)))
        return (struct span){ 0 };
    query->q = (struct span){ 0 };
    query->has_near = true;
    query->latitude = place.latitude;
    query->longitude = place.longitude;
    query->radius = PLACE_METRES;
    return place.name;
}

/* ---- the days ---- */

struct days {
    struct view *page, *list, *events;
    struct view *earlier, *earlier_list; /* days of this week that are over; NULL: none so far */
    int64_t day;
};

static void day_begin(struct request *rq, struct days *days, int64_t day, const struct chosen *chosen)
{
    const int64_t noon = day * WEEK_DAY_SECONDS + WEEK_DAY_SECONDS / 2;
    const int64_t now = chosen->today * WEEK_DAY_SECONDS;
    const bool over =
        day >= chosen->monday && day < chosen->today && chosen->today < chosen->monday + WEEK_DAYS;

    if (over && !days->earlier) {
        days->earlier = view_set_object(days->page, "earlier");
        days->earlier_list = view_set_list(days->earlier, "days");
    }

    struct view *const view = view_add_object(over ? days->earlier_list : days->list);

    days->day = day;
    days->events = view_set_list(view, "events");
    if (day < chosen->monday) {
        view_set_text(view, "heading", i18n_text(rq->language, "events.going_on"));
        view_set_string(view, "id", "going-on");
        return;
    }
    view_set_string(view, "id", arena_printf(rq->arena, "day-%d", (int)(day - chosen->monday) + 1));
    view_set_text(
        view, "heading",
        i18n_text(rq->language, arena_printf(rq->arena, "weekday.%d", (int)(day - chosen->monday) + 1)));
    view_set_text(view, "day_date", moment_date(rq->arena, rq->language, noon, now, 0));
    view_set_bool(view, "today", day == chosen->today);
}

/* Whether all of them are told by one clock, so that no zone need be named. */
static bool one_zone(struct request *rq, const struct event_result *result)
{
    struct event_view first, event;

    for (unsigned i = 0; i < result->count; i++) {
        event_view(rq->snapshot, result->hits[i].number, rq->language, i == 0 ? &first : &event);
        if (i > 0 && !span_equal(first.time_zone, event.time_zone))
            return false;
    }
    return true;
}

static bool seen_before(const uint32_t *seen, unsigned count, uint32_t one)
{
    for (unsigned i = 0; i < count; i++)
        if (seen[i] == one)
            return true;
    return false;
}

/* What the week's events belong to, said once above them: the first CAMPAIGNS_SHOWN. */
static void campaigns_set(struct request *rq, struct view *view, const struct event_result *result)
{
    uint32_t seen[CAMPAIGNS_SHOWN];
    unsigned count = 0;
    struct view *list = NULL;

    for (unsigned i = 0; i < result->count && count < CAMPAIGNS_SHOWN; i++) {
        struct directory_entry campaign;
        struct event_view event;
        const json_t *body;
        struct view *item;

        event_view(rq->snapshot, result->hits[i].number, rq->language, &event);
        if (seen_before(seen, count, event.campaign) ||
            !directory_entry(rq->snapshot, DIRECTORY_CAMPAIGN, event.campaign, &campaign) ||
            !campaign.published)
            continue;
        seen[count++] = event.campaign;
        body = body_parse(rq->arena,
                          directory_body(rq->snapshot, DIRECTORY_CAMPAIGN, event.campaign, rq->language));
        list = list ? list : view_set_list(view, "campaigns");
        item = view_add_object(list);
        label_set(rq, item, "name", DIRECTORY_CAMPAIGN, event.campaign);
        view_set_foreign(rq, item, "about", body_text(body, "description"),
                         body_text(body, "description_language"));
        view_set_string(item, "url",
                        page_path(rq, "campaigns/%.*s", (int)campaign.code.length, campaign.code.at));
    }
}

/* All of them, the past ones too: other pages name only what is on. */
static void every_campaign_set(struct request *rq, struct view *view)
{
    const uint32_t count = directory_count(rq->snapshot, DIRECTORY_CAMPAIGN);
    struct view *list;

    if (count == 0)
        return;
    list = view_set_list(view_set_object(view, "every_campaign"), "list");
    for (uint32_t i = 0; i < count && i < CAMPAIGNS_MAX; i++) {
        struct directory_entry entry;
        struct view *item = view_add_object(list);

        directory_entry_at(rq->snapshot, DIRECTORY_CAMPAIGN, i, &entry);
        label_set(rq, item, "name", DIRECTORY_CAMPAIGN, entry.index);
        view_set_string(item, "url", page_path(rq, "campaigns/%.*s", (int)entry.code.length, entry.code.at));
    }
}

/* Where the page before ended; where that event is gone since, the page begins the week. */
static void after_take(struct request *rq, struct event_query *query)
{
    struct event_view last;
    const uint32_t number =
        arg_given(rq, "after") ? event_find(rq->snapshot, arg(rq, "after")->text) : DIRECTORY_NONE;

    if (number == DIRECTORY_NONE)
        return;
    event_view(rq->snapshot, number, rq->language, &last);
    query->has_after = true;
    query->after_starts_at = last.starts_at;
    query->after_code = last.code;
}

static const char *more_url(struct request *rq, const struct chosen *chosen, struct span last)
{
    return arena_printf(rq->arena, "%s&after=%.*s",
                        events_url(rq, "week", span_of(week_name(rq->arena, chosen->monday))),
                        (int)last.length, last.at);
}

/* How many there are in the week; a page that begins within it doesn't know. */
static void summary_set(struct request *rq, struct view *view, const struct event_result *result)
{
    struct view *summary;

    if (result->count == 0 || arg_given(rq, "after"))
        return;
    summary = view_set_object(view, "summary");
    view_set_int(summary, "count", result->count);
    view_set_bool(summary, "many", result->more);
}

static bool days_set(struct request *rq, struct view *view, struct event_query *query,
                     const struct chosen *chosen, struct span place)
{
    struct event_result result;
    struct days days = { .page = view, .day = INT64_MIN };
    struct event_item item = { .dated = true, .anchored = true };

    query_week(query, chosen->monday);
    query->limit = SHOWN;
    after_take(rq, query);
    result = event_search(rq->snapshot, rq->arena, query);
    item.zoned = one_zone(rq, &result);
    events_map_set(rq, view, &result, query, place);
    summary_set(rq, view, &result);
    if (!arg_given(rq, "campaign"))
        campaigns_set(rq, view, &result);
    days.list = view_set_list(view, "days");
    for (unsigned i = 0; i < result.count; i++) {
        struct event_view event;
        int64_t day;

        event_view(rq->snapshot, result.hits[i].number, rq->language, &event);
        day = day_of(event.starts_at, event.utc_offset);
        day = day < chosen->monday ? chosen->monday - 1 : day;
        if (day != days.day)
            day_begin(rq, &days, day, chosen);
        item.distance = result.hits[i].distance;
        item.dated = day >= chosen->monday;
        event_item_set(rq, view_add_object(days.events), &event, &item);
        if (result.more && i + 1 == result.count)
            view_set_string(view, "more_url", more_url(rq, chosen, event.code));
    }
    if (days.earlier)
        view_set_bool(days.earlier, "all", days.day < chosen->today);
    return result.count > 0;
}

/* ---- the weeks around ---- */

static const char *week_url(struct request *rq, int64_t monday)
{
    return events_url(rq, "week", span_of(week_name(rq->arena, monday)));
}

static void link_set(struct request *rq, struct view *view, const char *name, int64_t monday, int64_t today)
{
    struct view *const link = view_set_object(view, name);

    view_set_string(link, "url", week_url(rq, monday));
    view_set_text(link, "text", week_text(rq->arena, rq->language, monday, today));
}

/* A link to the week beside this one where there is anything that way; where this one is empty, to the
 * nearest that isn't. */
static void beside_set(struct request *rq, struct view *view, const struct event_query *query,
                       const struct chosen *chosen, bool empty)
{
    struct view *const weeks = view_set_object(view, "weeks");
    const int64_t now = week_of_day(chosen->today);
    int64_t before, after;

    if (week_beside(rq, query, chosen->monday, true, &before))
        link_set(rq, weeks, "previous", empty ? before : chosen->monday - WEEK_DAYS, chosen->today);
    if (week_beside(rq, query, chosen->monday, false, &after))
        link_set(rq, weeks, "next", empty ? after : chosen->monday + WEEK_DAYS, chosen->today);
    if (chosen->monday != now)
        view_set_string(weeks, "now_url", week_url(rq, now));
}

static const char *relation_key(const struct chosen *chosen)
{
    const int64_t weeks = (chosen->monday - week_of_day(chosen->today)) / WEEK_DAYS;

    if (weeks == 0)
        return "events.this_week";
    if (weeks == 1)
        return "events.next_week";
    return weeks == -1 ? "events.last_week" : "events.week";
}

/* Why there is nothing, or something else than asked for. That a week has no events is said where all of them
 * are shown. */
static void notice_set(struct request *rq, struct view *view, const struct chosen *chosen, bool found)
{
    const bool now = chosen->monday == week_of_day(chosen->today);
    const bool asked = events_asked(rq);
    const struct span word = arg(rq, "q")->text;
    const char *key;

    if (found && !chosen->moved)
        return;
    if (chosen->moved)
        key = asked ? "events.moved.asked" : "events.moved";
    else if (asked && chosen->asked)
        key = "events.none.week";
    else if (asked)
        key = word.length ? "events.none.word" : "events.none.asked";
    else
        key = now ? "events.none_now" : "events.none";
    view_set_text(view, "notice",
                  i18n_format(rq->arena, rq->language, key, "word", string_of(rq->arena, word), NULL));
    if (asked && word.length)
        view_set_string(view, "without_word", events_url(rq, "q", (struct span){ 0 }));
}

static struct reply answer(struct request *rq)
{
    struct event_query query, week;
    struct chosen chosen;
    struct view *view;
    struct span days, place;
    bool found;

    if (!event_question(rq, &query))
        return page_problem(rq, PROBLEM_INVALID_PARAMETERS);
    place = near_by_name(rq, &query);
    week_choose(rq, &query, &chosen);
    days = week_text(rq->arena, rq->language, chosen.monday, chosen.today);
    view = shell_view(rq, i18n_format(rq->arena, rq->language, "events.title.week", "days", days.at, NULL),
                      "events");
    shell_describe(view, i18n_text(rq->language, "events.description"));
    view_set_bool(view, "events_page", true);
    view_set_text(view, "lead",
                  i18n_format(rq->arena, rq->language, relation_key(&chosen), "days", days.at, NULL));
    if (place.length)
        view_set_text(
            view, "near",
            i18n_format(rq->arena, rq->language, "events.near", "place", string_of(rq->arena, place), NULL));
    week = query;
    found = days_set(rq, view, &week, &chosen, place);
    view_set_bool(view, "found", found);
    events_form_set(rq, view);
    view_set_string(view, "calendar", events_calendar_url(rq, &query));
    beside_set(rq, view, &query, &chosen, !found);
    notice_set(rq, view, &chosen, found);
    every_campaign_set(rq, view);
    return shell_reply(rq, 200, "events_page", view);
}

const struct operation events_page = {
    .summary = "Events by week",
    PARAMS(params),
    .shared = { &event_filters },
    PAGE,
    .answer = answer,
};

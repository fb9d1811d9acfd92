/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/events/{event}: when, where, what, for whom; a cancellation before all of it. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/pages.h"
#include "cards.h"
#include "event_items.h"
#include "event_parts.h"
#include "facts.h"
#include "periods.h"
#include "shell.h"

#include <stdlib.h>

enum { OTHERS_SHOWN = 4, CARDS_SHOWN = 4, HOUR = 60 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "event", IN_PATH, T_CODE, .summary = "Code of the event", .example = "energy-lecture" },
};

/* "Vietos laikas: Vilnius (UTC+2)": a reader may be elsewhere, and a page can't know. */
static struct span zone_text(struct request *rq, const struct event_view *event)
{
    const int offset = event->utc_offset, size = abs(offset);
    const char *const utc =
        size % HOUR
            ? arena_printf(rq->arena, "UTC%s%d:%02d", offset < 0 ? "−" : "+", size / HOUR, size % HOUR)
            : arena_printf(rq->arena, "UTC%s%d", offset < 0 ? "−" : "+", size / HOUR);

    return i18n_format(rq->arena, rq->language, "event.zone", "zone",
                       string_of(rq->arena, event_zone_text(rq, event)), "offset", utc, NULL);
}

static struct span state_text(struct request *rq, const struct event_view *event)
{
    const struct span state = event_state_text(rq, event);
    const int64_t ahead = moment_days_ahead(event->starts_at, event_now(rq, event), event->utc_offset);

    if (state.length || event_cancelled(event) || ahead > 1)
        return state;
    return i18n_text(rq->language, ahead == 0 ? "event.today" : "event.tomorrow");
}

static void when_set(struct request *rq, struct view *view, const struct event_view *event)
{
    const int offset = event->utc_offset;
    const int64_t end = event_end_known(event);
    const int end_offset = event_offset(event, end);
    const bool one_day =
        end &&
        moment_days_ahead(end - 1, moment_now_for(event->starts_at, offset, end_offset), end_offset) == 0;
    struct view *const when = view_set_object(view, "when");

    view_set_text(
        when, "day",
        unbroken(rq->arena, moment_day(rq->arena, rq->language, event->starts_at, rq->now, offset)));
    if (one_day)
        view_set_text(
            when, "hours",
            i18n_format(rq->arena, rq->language, "clock.ranges", "ranges",
                        arena_printf(rq->arena, "%s–%s", event_clock(rq, event->starts_at, offset).at,
                                     event_clock(rq, end, end_offset).at),
                        NULL));
    else
        view_set_text(when, "hours", moment_clock(rq->arena, rq->language, event->starts_at, offset));
    if (end && !one_day)
        view_set_text(when, "last",
                      moment_until(rq->arena, rq->language, end,
                                   moment_now_for(rq->now, event_offset(event, rq->now), end_offset),
                                   end_offset));
    view_set_text(when, "zone", zone_text(rq, event));
    view_set_text(when, "state", state_text(rq, event));
    if (event_cancelled(event) || event_over(event, rq->now))
        return; /* nobody puts it into a calendar any more */
    view_set_string(when, "calendar",
                    arena_printf(rq->arena, "/api/v1/events/%.*s.ics?lang=%s", (int)event->code.length,
                                 event->code.at, language_code(rq->language)));
}

static void utilities_set(struct request *rq, struct view *facts, const struct event_view *event)
{
    struct view *list;

    if (event->utility_count == 0)
        return;
    list = view_set_list(view_set_object(facts, "utilities"), "list");
    for (uint32_t i = 0; i < event->utility_count; i++)
        label_set(rq, view_add_object(list), "utility", DIRECTORY_ORGANIZATION, event->utilities[i]);
}

static void facts_set(struct request *rq, struct view *view, const struct event_view *event)
{
    struct view *const facts = view_set_object(view, "facts");
    struct directory_entry campaign;

    view_set_text(facts, "audience", event_audience_text(rq, event));
    view_set_text(facts, "spoken", event_languages_list(rq, event));
    utilities_set(rq, facts, event);
    if (directory_entry(rq->snapshot, DIRECTORY_CAMPAIGN, event->campaign, &campaign) && campaign.published) {
        struct view *const link = view_set_object(facts, "campaign");

        label_set(rq, link, "title", DIRECTORY_CAMPAIGN, event->campaign);
        view_set_string(link, "url",
                        page_path(rq, "campaigns/%.*s", (int)campaign.code.length, campaign.code.at));
    }
}

/* Other events at the first of its branches, but for this one. */
static void others_set(struct request *rq, struct view *here, const struct event_view *event)
{
    static const struct event_item item = { .placed = true, .zoned = true, .distance = -1 };
    struct event_query query;
    struct event_result result;
    struct view *list = NULL;

    event_query_init(&query);
    query.branch = event->branches[0];
    query.has_from = true;
    query.from = rq->now;
    query.limit = OTHERS_SHOWN + 1;
    result = event_search(rq->snapshot, rq->arena, &query);
    for (unsigned i = 0, shown = 0; i < result.count && shown < OTHERS_SHOWN; i++) {
        struct event_view other;

        if (result.hits[i].number == event->number)
            continue;
        event_view(rq->snapshot, result.hits[i].number, rq->language, &other);
        if (!list)
            list = view_set_list(view_set_object(here, "others"), "events");
        event_item_set(rq, view_add_object(list), &other, &item);
        shown++;
    }
}

/* What else is at the first of its branches: points, and other events. */
static void here_set(struct request *rq, struct view *view, const struct event_view *event)
{
    const uint32_t handle =
        event->branch_count > 0 ? branch_find(rq->snapshot, event->branches[0]) : DIRECTORY_NONE;
    struct branch_view branch;
    struct view *here, *cards;

    if (handle == DIRECTORY_NONE)
        return;
    branch_view(rq->snapshot, handle, &branch);
    here = view_set_object(view, "here");
    if (branch.points > 0) {
        cards = view_set_list(view_set_object(here, "points"), "cards");
        for (uint32_t number = 0; number < branch.points && number < CARDS_SHOWN; number++) {
            const struct directory_hit hit = { .branch = handle, .point = number };

            card_add(rq, cards, places_view(rq, &hit, 1));
        }
    }
    others_set(rq, here, event);
}

static void head_set(struct request *rq, struct view *view, const struct event_view *event,
                     const json_t *body)
{
    struct view *const head = view_set_object(view, "head");
    struct view *off;

    view_set_foreign(rq, head, "name", body_text(body, "title"), body_text(body, "title_language"));
    view_set_text(head, "kind", event_kind_text(rq, event));
    view_set_foreign(rq, head, "description", body_text(body, "description"),
                     body_text(body, "description_language"));
    view_set_bool(head, "invented", event->demo);
    if (!event_cancelled(event))
        return;
    off = view_set_object(head, "off");
    view_set_foreign(rq, off, "reason", body_text(body, "cancellation"),
                     body_text(body, "cancellation_language"));
}

/* "The library will be closed from … until …: stock-taking." */
static void warnings_set(struct request *rq, struct view *view, const struct event_view *event)
{
    struct event_warning warnings[EVENT_WARNINGS_MAX];
    const unsigned count = event_warnings(rq->arena, rq->snapshot, event, warnings);
    struct view *const list = count > 0 ? view_set_list(view, "warnings") : NULL;

    for (unsigned i = 0; i < count; i++)
        period_set(rq, view_add_object(list), warnings[i].point.at ? "work" : "closure", warnings[i].period,
                   event->time_zone);
}

/* "Paskaita: antradienis, rugsėjo 15 d., Pasvalys": what a preview shows. */
static struct span summary_of(struct request *rq, const struct event_view *event)
{
    const struct span day = moment_day(rq->arena, rq->language, event->starts_at, rq->now, event->utc_offset);
    const char *const clock = moment_clock(rq->arena, rq->language, event->starts_at, event->utc_offset).at;
    const uint32_t handle =
        event->branch_count > 0 ? branch_find(rq->snapshot, event->branches[0]) : DIRECTORY_NONE;
    struct span where = { 0 }, language;
    struct branch_view branch;

    if (handle != DIRECTORY_NONE) {
        branch_view(rq->snapshot, handle, &branch);
        where = branch_called(rq, &branch, &language);
    }
    return span_of(arena_printf(rq->arena, "%.*s. %s, %s%s%.*s", (int)event_kind_text(rq, event).length,
                                event_kind_text(rq, event).at, day.at, clock, where.length ? ". " : "",
                                (int)where.length, where.length ? where.at : ""));
}

static struct reply answer(struct request *rq)
{
    const struct span code = arg(rq, "event")->text;
    const uint32_t number = event_find(rq->snapshot, code);
    struct event_view event;
    const json_t *body;
    struct view *view;

    if (number == DIRECTORY_NONE)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    event_view(rq->snapshot, number, rq->language, &event);
    body = body_parse(rq->arena, event.body);
    view = shell_view(rq, body_text(body, "title"),
                      arena_printf(rq->arena, "events/%.*s", (int)code.length, code.at));
    shell_describe(view, summary_of(rq, &event));
    head_set(rq, view, &event, body);
    warnings_set(rq, view, &event);
    when_set(rq, view, &event);
    event_sites_set(rq, view, &event);
    facts_set(rq, view, &event);
    here_set(rq, view, &event);
    event_data_set(rq, view, &event, body);
    return shell_reply(rq, 200, "event_page", view);
}

const struct operation event_page = {
    .summary = "An event",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

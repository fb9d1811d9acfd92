/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/events: what is on, in the order of its beginning. As iCalendar it is something to subscribe
 * to: programs for calendars know no pages, and forget what isn't in the file any more, so it holds more, and
 * what was. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "event_json.h"
#include "events.h"
#include "shared.h"

enum { CALENDAR_EVENTS = 250, CALENDAR_PAST_SECONDS = 60 * 24 * 3600 };

static const struct param params[] = {
    { "from", IN_QUERY, T_INSTANT,
      .summary = "Events that end after this instant or date; by itself now, in a calendar 60 days ago",
      .example = "2026-01-01" },
    { "to", IN_QUERY, T_INSTANT, .summary = "Events that begin before this instant or date",
      .example = "2030-01-01" },
};

static bool query_of(struct request *rq, struct event_query *ret_query)
{
    const bool asked = event_question(rq, ret_query), calendar = rq->format == FORMAT_CALENDAR;
    ret_query->has_from = true;
    ret_query->from = rq->now - (calendar ? CALENDAR_PAST_SECONDS : 0);
    if (arg_given(rq, "from"))
        ret_query->from = arg(rq, "from")->integer;
    ret_query->has_to = arg_given(rq, "to");
    ret_query->to = arg(rq, "to")->integer;
    ret_query->limit =
        calendar && !arg_given(rq, "limit") ? CALENDAR_EVENTS : (unsigned)arg(rq, "limit")->integer;
    if (ret_query->has_to && ret_query->to <= ret_query->from)
        param_error(rq, "to", "before_from", NULL);
    return asked && rq->error_count == 0;
}

/* ---- the calendar ---- */

static void narrowed_add(struct buffer *name, struct span what)
{
    if (what.length == 0)
        return;
    buffer_text(name, name->length > 0 ? " · " : "");
    buffer_span(name, what);
}

static struct span word_of(const struct request *rq, const char *group, struct span code)
{
    const char *const key = arena_printf(rq->arena, "%s.%.*s", group, (int)code.length, code.at);
    return code.length > 0 && i18n_has(key) ? i18n_text(rq->language, key) : code;
}

/* "Renginiai bibliotekose: Viktorina · Pasvalio rajono savivaldybė": who subscribes to several can tell them
 * apart. Without commas, which some programs show as they are escaped. */
static struct span calendar_name(struct request *rq, const struct event_query *query)
{
    const struct span title = i18n_text(rq->language, "events.title");
    const uint32_t handle = branch_find(rq->snapshot, query->branch);
    struct buffer narrowed = buffer_in(rq->arena, 128);
    struct branch_view branch;
    narrowed_add(&narrowed, word_of(rq, "event_kind", query->kind));
    narrowed_add(&narrowed, word_of(rq, "audience", query->audience));
    narrowed_add(&narrowed, word_of(rq, "language", query->language));
    if (query->campaign != DIRECTORY_NONE)
        narrowed_add(&narrowed,
                     directory_label(rq->snapshot, DIRECTORY_CAMPAIGN, query->campaign, rq->language));
    if (query->utility != DIRECTORY_NONE)
        narrowed_add(&narrowed,
                     directory_label(rq->snapshot, DIRECTORY_ORGANIZATION, query->utility, rq->language));
    if (query->municipality != DIRECTORY_NONE)
        narrowed_add(&narrowed, directory_label(rq->snapshot, DIRECTORY_MUNICIPALITY, query->municipality,
                                                rq->language));
    if (query->library != DIRECTORY_NONE)
        narrowed_add(&narrowed,
                     directory_label(rq->snapshot, DIRECTORY_LIBRARY, query->library, rq->language));
    if (handle != DIRECTORY_NONE) {
        branch_view(rq->snapshot, handle, &branch);
        narrowed_add(&narrowed, branch.name);
    }
    narrowed_add(&narrowed, query->q);
    if (narrowed.length == 0)
        return title;
    return span_of(arena_printf(rq->arena, "%.*s: %.*s", (int)title.length, title.at, (int)narrowed.length,
                                narrowed.bytes));
}

static struct reply calendar_reply(struct request *rq, const struct event_query *query,
                                   const struct event_result *result)
{
    const struct event_calendar calendar = { .name = calendar_name(rq, query),
                                             .file = SPAN("events"),
                                             .hits = result->hits,
                                             .count = result->count,
                                             .subscribed = true };
    struct reply reply = event_calendar(rq, &calendar);
    struct event_view last;
    if (!result->more)
        return reply;
    event_view(rq->snapshot, result->hits[result->count - 1].number, rq->language, &last);
    next_link(rq, &reply, &(struct mark){ .number = last.starts_at, .code = last.code });
    return reply;
}

static struct reply answer(struct request *rq)
{
    struct event_query query;
    struct mark mark = { 0 };
    if (!query_of(rq, &query) || (arg_given(rq, "after") && !mark_read(rq, &mark)))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    query.has_after = arg_given(rq, "after");
    query.after_starts_at = mark.number;
    query.after_code = mark.code;
    const struct event_result result = event_search(rq->snapshot, rq->arena, &query);
    if (rq->format == FORMAT_CALENDAR)
        return calendar_reply(rq, &query, &result);
    struct buffer out = buffer_in(rq->arena, 1024 * (result.count + 1));
    struct event_view event = { 0 };
    buffer_text(&out, "{\"items\":[");
    for (unsigned i = 0; i < result.count; i++) {
        event_view(rq->snapshot, result.hits[i].number, rq->language, &event);
        if (i > 0)
            buffer_char(&out, ',');
        event_json(&out, rq->snapshot, &event, query.has_near ? result.hits[i].distance : -1, rq->language);
    }
    buffer_char(&out, ']');
    mark = (struct mark){ .number = event.starts_at, .code = event.code };
    return list_reply(rq, &out, result.more ? &mark : NULL);
}

const struct operation event_list = {
    .summary = "List events",
    .description = "Events that have not ended, in the order of their beginning; cancelled ones stay in the "
                   "list and say so. As iCalendar, something to subscribe to: up to 250 events at once, "
                   "unless `limit` says fewer (where there are more, the header Link leads on), and without "
                   "`from` also those that ended in the last 60 days.",
    .tag = "Events",
    PARAMS(params),
    .shared = { &event_filters, &page_params, &language_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_CALENDAR),
    .returns = "EventList",
    .answer = answer,
};

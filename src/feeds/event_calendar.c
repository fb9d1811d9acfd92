/* SPDX-License-Identifier: Apache-2.0
 *
 * Events as iCalendar (RFC 5545, with what RFC 7986 adds for subscriptions). An event's UID is a tag URI (RFC
 * 4151) of its code: it stays the same for good, wherever the calendar is read from, so an event that is
 * taken from its page and one of a subscription are one.
 *
 * Times are UTC: an event is one instant, so no rule of a zone need be told. DTSTAMP is when the row was
 * last changed, not now: the bytes of a calendar change with its events only, and so does its ETag. */
#include "branchlight/calendar.h"
#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"

enum { EVENT_BYTES = 1536, SITES_MAX = 20, DEGREES_DECIMALS = 6 };

#define REFRESH "PT1H"

static const struct span none = { 0 };

/* What is taken of an event's ready text, in one walk along it: a calendar is of hundreds of them. */
enum member {
    TITLE,
    TITLE_LANGUAGE,
    DESCRIPTION,
    DESCRIPTION_LANGUAGE,
    CANCELLATION,
    CANCELLATION_LANGUAGE,
    SEQUENCE,
    UPDATED_AT,
    MEMBERS
};
static const char *const member_names[MEMBERS] = {
    "title",        "title_language",        "description", "description_language",
    "cancellation", "cancellation_language", "sequence",    "updated_at",
};

static void members_read(struct span body, struct span ret_members[MEMBERS])
{
    struct span name, value;

    while (ready_next(&body, &name, &value)) {
        for (unsigned i = 0; i < MEMBERS; i++) {
            if (span_equal(name, span_of(member_names[i])))
                ret_members[i] = value;
        }
    }
}

/* Ready texts name their language where it isn't the one asked for. */
static struct span language_of(const struct request *rq, struct span named)
{
    const struct span language = ready_value(rq->arena, named);

    return language.length > 0 ? language : span_of(language_code(rq->language));
}

/* A text made of parts, which may be of several languages: then it can name none. */
struct parts {
    struct buffer text;
    struct span language;
    bool mixed;
};

static void part_add(struct parts *parts, const char *between, struct span text, struct span language)
{
    if (text.length == 0)
        return;
    if (parts->text.length == 0)
        parts->language = language;
    else
        buffer_text(&parts->text, between);
    parts->mixed |= !span_equal(parts->language, language);
    buffer_span(&parts->text, text);
}

static void parts_put(struct buffer *out, const char *name, const struct parts *parts)
{
    calendar_text(out, name, parts->mixed ? none : parts->language, buffer_bytes(&parts->text));
}

/* ---- an event ---- */

/* What is planned at its place: a line for each, and what to do; nobody is to be warned of what is over. */
static void warnings_add(struct request *rq, struct parts *parts, const struct event_view *event)
{
    struct event_warning warnings[EVENT_WARNINGS_MAX];
    const bool over = event->ends_at > event->starts_at && event->ends_at <= rq->now;
    const unsigned count = over ? 0 : event_warnings(rq->arena, rq->snapshot, event, warnings);
    const struct span own = span_of(language_code(rq->language));

    for (unsigned i = 0; i < count; i++) {
        const char *const what = warnings[i].point.at ? "work" : "closure";
        struct span language = own;
        const struct span reason =
            ready_text_in(rq->arena, warnings[i].period, "reason", language_code(rq->language), &language);

        part_add(parts, "\n", period_sentence(rq, what, warnings[i].period, event->time_zone), own);
        if (reason.length > 0) {
            part_add(parts, " (", reason, language);
            buffer_char(&parts->text, ')');
        }
    }
    if (count > 0)
        part_add(parts, "\n", i18n_text(rq->language, "period.ask"), own);
}

static void description_put(struct request *rq, struct buffer *out, const struct event_view *event,
                            const struct span members[MEMBERS], bool cancelled)
{
    const struct span own = span_of(language_code(rq->language));
    const struct span reason = ready_value(rq->arena, members[CANCELLATION]);
    struct parts parts = { .text = buffer_in(rq->arena, EVENT_BYTES) };

    if (cancelled && reason.length > 0)
        part_add(&parts, "\n", reason, language_of(rq, members[CANCELLATION_LANGUAGE]));
    else if (cancelled)
        part_add(&parts, "\n", i18n_text(rq->language, "event.cancelled"), own);
    part_add(&parts, "\n", ready_value(rq->arena, members[DESCRIPTION]),
             language_of(rq, members[DESCRIPTION_LANGUAGE]));
    warnings_add(rq, &parts, event);
    if (event->demo)
        part_add(&parts, "\n", i18n_text(rq->language, "site.demo"), own);
    parts_put(out, "DESCRIPTION", &parts);
}

static void position_put(struct request *rq, struct buffer *out, const struct branch_view *branch)
{
    struct buffer position = buffer_in(rq->arena, 32);

    buffer_fixed(&position, branch->latitude, DEGREES_DECIMALS);
    buffer_char(&position, ';');
    buffer_fixed(&position, branch->longitude, DEGREES_DECIMALS);
    calendar_line(out, "GEO", buffer_bytes(&position));
}

/* Names and addresses; the position only of an event that is at one place, since there can be one only. */
static void places_put(struct request *rq, struct buffer *out, const struct event_view *event)
{
    struct parts parts = { .text = buffer_in(rq->arena, 256) };

    for (uint32_t i = 0; i < event->branch_count && i < SITES_MAX; i++) {
        const uint32_t handle = branch_find(rq->snapshot, event->branches[i]);
        struct branch_view branch;
        struct span language;

        if (handle == DIRECTORY_NONE)
            continue;
        branch_view(rq->snapshot, handle, &branch);
        language = language_of(rq, ready_member(branch.body, "name_language"));
        part_add(&parts, "; ", branch.name, language);
        part_add(&parts, ", ", branch.address, language);
        if (event->branch_count == 1 && branch.located)
            position_put(rq, out, &branch);
    }
    parts_put(out, "LOCATION", &parts);
}

/* Drafts are never published, so whatever isn't cancelled is certain. */
static void event_put(struct request *rq, struct buffer *out, const struct event_view *event)
{
    const bool cancelled = span_equal(event->lifecycle, SPAN("cancelled"));
    const int code_length = (int)event->code.length;
    const char *const code = event->code.at;
    struct span members[MEMBERS] = { 0 };
    int64_t updated_at = 0;

    members_read(event->body, members);
    clock_parse(ready_value(rq->arena, members[UPDATED_AT]), &updated_at);
    calendar_line(out, "BEGIN", SPAN("VEVENT"));
    calendar_text(out, "UID", none,
                  span_of(arena_printf(rq->arena, "tag:branchlight,2026:events/%.*s", code_length, code)));
    calendar_instant(out, "DTSTAMP", updated_at);
    calendar_instant(out, "LAST-MODIFIED", updated_at);
    calendar_line(out, "SEQUENCE", members[SEQUENCE]);
    calendar_instant(out, "DTSTART", event->starts_at);
    if (event->ends_at > event->starts_at)
        calendar_instant(out, "DTEND", event->ends_at);
    calendar_text(out, "SUMMARY", language_of(rq, members[TITLE_LANGUAGE]),
                  ready_value(rq->arena, members[TITLE]));
    description_put(rq, out, event, members, cancelled);
    places_put(rq, out, event);
    calendar_line(out, "URL",
                  span_of(arena_printf(rq->arena, "%s/%s/events/%.*s", site_address(rq),
                                       language_code(rq->language), code_length, code)));
    calendar_line(out, "STATUS", cancelled ? SPAN("CANCELLED") : SPAN("CONFIRMED"));
    calendar_text(out, "CATEGORIES", span_of(language_code(rq->language)),
                  i18n_text(rq->language, arena_printf(rq->arena, "event_kind.%.*s", (int)event->kind.length,
                                                       event->kind.at)));
    if (event->demo)
        calendar_line(out, "CATEGORIES", SPAN("demo"));
    calendar_line(out, "END", SPAN("VEVENT"));
}

/* ---- the calendar ---- */

static void head_put(struct request *rq, struct buffer *out, struct span name, bool subscribed)
{
    const struct span language = span_of(language_code(rq->language));

    calendar_line(out, "BEGIN", SPAN("VCALENDAR"));
    calendar_line(out, "VERSION", SPAN("2.0"));
    calendar_line(out, "PRODID", SPAN("-//Branchlight//Events//EN"));
    calendar_line(out, "METHOD", SPAN("PUBLISH"));
    calendar_text(out, "NAME", language, name);
    calendar_line(out, "REFRESH-INTERVAL;VALUE=DURATION", SPAN(REFRESH));
    /* What was there before RFC 7986, for programs that know nothing else. A single event goes without: for
     * Outlook, a calendar with such a name is one to be opened beside the reader's own. */
    if (!subscribed)
        return;
    calendar_text(out, "X-WR-CALNAME", none, name);
    calendar_line(out, "X-PUBLISHED-TTL", SPAN(REFRESH));
}

struct reply event_calendar(struct request *rq, const struct event_calendar *calendar)
{
    struct buffer out = buffer_in(rq->arena, EVENT_BYTES * (calendar->count + 1));
    struct reply reply;

    head_put(rq, &out, calendar->name, calendar->subscribed);
    for (unsigned i = 0; i < calendar->count; i++) {
        struct event_view event;

        event_view(rq->snapshot, calendar->hits[i].number, rq->language, &event);
        event_put(rq, &out, &event);
    }
    calendar_line(&out, "END", SPAN("VCALENDAR"));
    reply = reply_body(rq, "text/calendar; charset=utf-8", &out);
    reply_header(&reply, "Content-Disposition",
                 arena_printf(rq->arena, "attachment; filename=\"%.*s.ics\"", (int)calendar->file.length,
                              calendar->file.at));
    if (!rq->public_url)
        reply.keep = 0; /* its addresses are of the host that was asked for */
    return reply;
}

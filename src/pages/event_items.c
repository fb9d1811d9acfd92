/* SPDX-License-Identifier: Apache-2.0
 *
 * Events in lists. A cancelled one stays where it was, so that whoever comes back to the list learns of it.
 */
#include "event_items.h"

#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "branchlight/zones.h"
#include "facts.h"
#include "shell.h"

enum {
    PLACES_SHOWN = 3, /* of an event that is in many branches */
    MINUTE = 60,
    USUAL_LENGTH = 2 * 3600, /* of an event whose end isn't known, as the directory has it */
};

/* The languages that the catalogue has a name for. */
static const char *const named_languages[] = { "lt", "en", "pl", "ru", "be", "uk", "lv", "de", "fr" };

bool event_cancelled(const struct event_view *event)
{
    return span_equal(event->lifecycle, SPAN("cancelled"));
}

int64_t event_end_known(const struct event_view *event)
{
    return event->ends_at > event->starts_at ? event->ends_at : 0;
}

bool event_over(const struct event_view *event, int64_t now)
{
    const int64_t end = event_end_known(event);

    return span_equal(event->lifecycle, SPAN("held")) || span_equal(event->lifecycle, SPAN("reported")) ||
           (end ? end : event->starts_at + USUAL_LENGTH) <= now;
}

static struct span named(const struct request *rq, const char *group, struct span code)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "%s.%.*s", group, (int)code.length, code.at));
}

struct span event_kind_text(const struct request *rq, const struct event_view *event)
{
    return named(rq, "event_kind", event->kind);
}

struct span event_audience_text(struct request *rq, const struct event_view *event)
{
    struct buffer text = buffer_in(rq->arena, 64);

    if (event->audience_count == 0)
        return i18n_text(rq->language, "event.everybody");
    for (uint32_t i = 0; i < event->audience_count; i++) {
        if (i > 0)
            buffer_text(&text, ", ");
        buffer_span(&text, named(rq, "audience", event->audiences[i]));
    }
    return buffer_bytes(&text);
}

struct span language_name(const struct request *rq, struct span code)
{
    for (size_t i = 0; i < sizeof named_languages / sizeof *named_languages; i++)
        if (span_equal(code, span_of(named_languages[i])))
            return named(rq, "language", code);
    return code;
}

struct span event_state_text(const struct request *rq, const struct event_view *event)
{
    if (event_cancelled(event))
        return (struct span){ 0 };
    if (event_over(event, rq->now))
        return i18n_text(rq->language,
                         span_equal(event->lifecycle, SPAN("announced")) ? "event.over" : "event.held");
    return event->starts_at <= rq->now ? i18n_text(rq->language, "event.going_on") : (struct span){ 0 };
}

struct span event_languages_list(struct request *rq, const struct event_view *event)
{
    const char *list = "";

    for (uint32_t i = 0; i < event->language_count; i++) {
        const char *const name = string_of(rq->arena, language_name(rq, event->languages[i]));

        if (i == 0)
            list = name;
        else if (i + 1 == event->language_count)
            list = i18n_format(rq->arena, rq->language, "list.and", "first", list, "last", name, NULL).at;
        else
            list = arena_printf(rq->arena, "%s, %s", list, name);
    }
    return span_of(list);
}

struct span event_languages_text(struct request *rq, const struct event_view *event)
{
    const struct span list = event_languages_list(rq, event);

    if (!list.length)
        return list;
    return i18n_format(rq->arena, rq->language,
                       event->language_count == 1 ? "event.language" : "event.languages", "languages",
                       list.at, NULL);
}

struct span event_clock(struct request *rq, int64_t at, int offset)
{
    const struct civil civil = clock_civil(at, offset);

    return i18n_format(rq->arena, rq->language, "clock.bare_minutes", "hour",
                       arena_printf(rq->arena, "%d", civil.hour), "minute",
                       arena_printf(rq->arena, "%02d", civil.minute), NULL);
}

const char *event_url(const struct request *rq, struct span code)
{
    return page_path(rq, "events/%.*s", (int)code.length, code.at);
}

void place_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    const struct span language = ready_text(rq->arena, branch->body, "name_language");
    struct span street, locality;

    address_split(branch->address, &street, &locality);
    view_set_string(view, "url", page_path(rq, "branches/%.*s", (int)branch->code.length, branch->code.at));
    if (locality.length)
        view_set_foreign(rq, view, "town", locality, language);
    branch_called_set(rq, view, "name", branch);
}

static void places_set(struct request *rq, struct view *item, const struct event_view *event)
{
    struct view *const places = view_set_list(item, "places");
    uint32_t shown = 0;

    for (uint32_t i = 0; i < event->branch_count && shown < PLACES_SHOWN; i++) {
        const uint32_t handle = branch_find(rq->snapshot, event->branches[i]);
        struct branch_view branch;

        if (handle == DIRECTORY_NONE)
            continue;
        branch_view(rq->snapshot, handle, &branch);
        place_set(rq, view_add_object(places), &branch);
        shown++;
    }
    if (shown == PLACES_SHOWN && event->branch_count > PLACES_SHOWN)
        view_set_int(item, "more_places", event->branch_count - PLACES_SHOWN);
}

/* What became of it, or is about to: one word beside the shape. */
static void standing_set(struct request *rq, struct view *item, const struct event_view *event)
{
    const struct span state = event_state_text(rq, event);
    struct view *standing;

    if (!state.length && !event_cancelled(event))
        return;
    standing = view_set_object(item, "standing");
    view_set_text(standing, "state", state);
    if (!event_cancelled(event))
        return;
    view_set_bool(item, "cancelled", true);
    view_set_foreign(rq, standing, "cancellation", ready_text(rq->arena, event->body, "cancellation"),
                     ready_text(rq->arena, event->body, "cancellation_language"));
}

/* The hours, or the day where no heading tells it. */
static void time_set(struct request *rq, struct view *item, const struct event_view *event, bool dated)
{
    const int offset = event->utc_offset;
    const struct civil civil = clock_civil(event->starts_at, offset);
    const int64_t end = event_end_known(event);

    view_set_text(item, "clock", event_clock(rq, event->starts_at, offset));
    if (!dated) {
        view_set_text(item, "date", moment_date(rq->arena, rq->language, event->starts_at, rq->now, offset));
        view_set_text(item, "weekday",
                      i18n_text(rq->language, arena_printf(rq->arena, "weekday.%d", civil.weekday)));
    }
    if (!end)
        return;
    const int end_offset = event_offset(event, end);

    if (moment_days_ahead(end - 1, moment_now_for(event->starts_at, offset, end_offset), end_offset) == 0)
        view_set_text(item, "end", event_clock(rq, end, end_offset));
    else
        view_set_text(item, "last_day", moment_date(rq->arena, rq->language, end - 1, rq->now, end_offset));
}

static void campaign_set(struct request *rq, struct view *item, const struct event_view *event)
{
    struct directory_entry campaign;

    if (!directory_entry(rq->snapshot, DIRECTORY_CAMPAIGN, event->campaign, &campaign) || !campaign.published)
        return;
    item = view_set_object(item, "campaign");
    label_set(rq, item, "title", DIRECTORY_CAMPAIGN, event->campaign);
    view_set_string(item, "url",
                    page_path(rq, "campaigns/%.*s", (int)campaign.code.length, campaign.code.at));
}

int event_offset(const struct event_view *event, int64_t at)
{
    return zone_known(event->time_zone, at) ? zone_offset(event->time_zone, at) : event->utc_offset;
}

int64_t event_now(const struct request *rq, const struct event_view *event)
{
    return moment_now_for(rq->now, event_offset(event, rq->now), event->utc_offset);
}

struct span event_zone_text(struct request *rq, const struct event_view *event)
{
    const struct span zone = event->time_zone;
    size_t from = zone.length;
    char *city;

    while (from > 0 && zone.at[from - 1] != '/')
        from--;
    city = arena_copy(rq->arena, zone.at + from, zone.length - from);
    for (size_t i = 0; i < zone.length - from; i++)
        city[i] = city[i] == '_' ? ' ' : city[i];
    return (struct span){ city, zone.length - from };
}

void event_item_set(struct request *rq, struct view *item, const struct event_view *event,
                    const struct event_item *item_in)
{
    const bool usual =
        event->language_count == 1 && span_equal(event->languages[0], span_of(language_code(rq->language)));

    view_set_string(item, "url", event_url(rq, event->code));
    if (item_in->anchored)
        view_set_text(item, "anchor", event->code);
    view_set_foreign(rq, item, "title", ready_text(rq->arena, event->body, "title"),
                     ready_text(rq->arena, event->body, "title_language"));
    time_set(rq, item, event, item_in->dated);
    view_set_text(item, "kind", event_kind_text(rq, event));
    view_set_text(item, "audience", event_audience_text(rq, event));
    if (!usual)
        view_set_text(item, "spoken", event_languages_text(rq, event));
    standing_set(rq, item, event);
    if (!item_in->placed)
        places_set(rq, item, event);
    if (!item_in->gathered)
        campaign_set(rq, item, event);
    if (!item_in->zoned)
        view_set_text(item, "zone", event_zone_text(rq, event));
    if (item_in->distance >= 0)
        view_set_text(item, "distance", moment_distance(rq->arena, rq->language, item_in->distance));
    view_set_bool(item, "demo", event->demo);
}

bool event_items_set(struct request *rq, struct view *view, const char *name, const struct event_query *query,
                     const struct event_item *item_in, const char *more_url)
{
    const struct event_result result = event_search(rq->snapshot, rq->arena, query);
    struct view *group, *events;

    if (result.count == 0)
        return false;
    group = view_set_object(view, name);
    events = view_set_list(group, "events");
    for (unsigned i = 0; i < result.count; i++) {
        struct event_view event;

        event_view(rq->snapshot, result.hits[i].number, rq->language, &event);
        event_item_set(rq, view_add_object(events), &event, item_in);
    }
    if (result.more)
        view_set_string(group, "more_url", more_url);
    return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A branch in the words of schema.org, for search engines and assistants: the library, its place and hours,
 * and for each point the service that can be had through it. Hours are the usual week, valid as far as hours
 * are known, and after it the days that differ. What is invented for the demonstration says so. */
#include "branch_parts.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "shell.h"

enum { SECONDS = 60, WEEK = 7, LAST_MINUTE = DAY - 1 };

struct ld {
    struct request *rq;
    const struct branch_whole *whole;
    struct buffer out;
    const char *url; /* of the page */
};

static void text_put(struct ld *ld, const char *name, struct span text)
{
    if (!text.length)
        return;
    json_put_name(&ld->out, name);
    json_put_string(&ld->out, text);
}

static void literal_put(struct ld *ld, const char *name, const char *text)
{
    text_put(ld, name, span_of(text));
}

/* `"name":{"@type":"type"`: members follow, and a brace. */
static void object_put(struct ld *ld, const char *name, const char *type)
{
    if (name)
        json_put_name(&ld->out, name);
    buffer_text(&ld->out, "{\"@type\":\"");
    buffer_text(&ld->out, type);
    buffer_char(&ld->out, '"');
}

/* A comma between the objects of a list. */
static void next_put(struct ld *ld)
{
    if (ld->out.bytes[ld->out.length - 1] != '[')
        buffer_char(&ld->out, ',');
}

/* ---- hours ---- */

/* What goes past midnight closes at an hour before it opens; 24:00 is the day's last minute. */
static void clock_put(struct ld *ld, const char *name, int minute)
{
    const int shown = minute == DAY ? LAST_MINUTE : minute % DAY;
    char text[] = "00:00";

    text[0] = (char)('0' + shown / 600);
    text[1] = (char)('0' + shown / 60 % 10);
    text[3] = (char)('0' + shown % 60 / 10);
    text[4] = (char)('0' + shown % 10);
    literal_put(ld, name, text);
}

static void date_put(struct ld *ld, const char *name, int64_t day)
{
    char text[21];

    clock_format(day * SECONDS, text);
    text_put(ld, name, (struct span){ text, strlen("2026-12-24") });
}

/* One part of a day; the weekdays that have it, or 0 for the dates alone. */
static void part_put(struct ld *ld, unsigned weekdays, const struct part *part, int64_t from, int64_t through)
{
    static const char *const names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday" };

    next_put(ld);
    object_put(ld, NULL, "OpeningHoursSpecification");
    if (weekdays) {
        json_put_name(&ld->out, "dayOfWeek");
        buffer_char(&ld->out, '[');
        for (unsigned i = 0; i < WEEK; i++)
            if (weekdays >> i & 1) {
                next_put(ld);
                json_put_string(&ld->out, span_of(names[i]));
            }
        buffer_char(&ld->out, ']');
    }
    clock_put(ld, "opens", part->from);
    clock_put(ld, "closes", part->to);
    date_put(ld, "validFrom", from);
    date_put(ld, "validThrough", through);
    buffer_char(&ld->out, '}');
}

/* Opening and closing at midnight: closed all day. */
static void day_put(struct ld *ld, unsigned weekdays, const struct day *day, int64_t from, int64_t through)
{
    static const struct part closed = { 0, 0 };

    if (day->count == 0)
        part_put(ld, weekdays, &closed, from, through);
    for (unsigned i = 0; i < day->count; i++)
        part_put(ld, weekdays, &day->parts[i], from, through);
}

static void hours_put(struct ld *ld)
{
    const struct usual *const usual = &ld->whole->usual;
    unsigned told = 0;

    if (!usual->known)
        return;
    json_put_name(&ld->out, "openingHoursSpecification");
    buffer_char(&ld->out, '[');
    for (unsigned i = 0; i < WEEK; i++) {
        unsigned alike = 0;

        if (told >> i & 1)
            continue;
        for (unsigned j = i; j < WEEK; j++)
            alike |= (unsigned)day_equal(&usual->weekday[i], &usual->weekday[j]) << j;
        told |= alike;
        day_put(ld, alike, &usual->weekday[i], usual->from, usual->until - DAY);
    }
    for (unsigned i = 0; i < usual->change_count; i++)
        day_put(ld, 0, &usual->changes[i].hours, usual->changes[i].day, usual->changes[i].day);
    buffer_char(&ld->out, ']');
}

/* ---- the place ---- */

static void address_put(struct ld *ld)
{
    const struct branch_view *const branch = &ld->whole->branch;
    const struct span municipality =
        directory_body(ld->rq->snapshot, DIRECTORY_MUNICIPALITY, branch->municipality, ld->rq->language);
    struct span street, locality;

    if (!branch->address.length)
        return;
    address_split(branch->address, &street, &locality);
    object_put(ld, "address", "PostalAddress");
    text_put(ld, "streetAddress", street);
    text_put(ld, "addressLocality", locality);
    text_put(ld, "addressRegion", ready_text(ld->rq->arena, municipality, "name"));
    text_put(ld, "addressCountry", ready_text(ld->rq->arena, municipality, "country"));
    buffer_char(&ld->out, '}');
}

static void place_put(struct ld *ld)
{
    const struct branch_view *const branch = &ld->whole->branch;
    const struct span location = ready_member(branch->body, "location");

    address_put(ld);
    if (branch->located) {
        object_put(ld, "geo", "GeoCoordinates");
        json_put_name(&ld->out, "latitude");
        buffer_span(&ld->out, ready_member(location, "latitude"));
        json_put_name(&ld->out, "longitude");
        buffer_span(&ld->out, ready_member(location, "longitude"));
        buffer_char(&ld->out, '}');
    }
    text_put(ld, "telephone", ready_text(ld->rq->arena, branch->body, "phone"));
    literal_put(ld, "sameAs", site_url(ld->rq->arena, ready_text(ld->rq->arena, branch->body, "website")));
    if (branch->step_free >= 0) {
        object_put(ld, "amenityFeature", "LocationFeatureSpecification");
        text_put(ld, "name", i18n_text(ld->rq->language, "reason.step_free"));
        json_put_name(&ld->out, "value");
        json_put_bool(&ld->out, branch->step_free == 1);
        buffer_char(&ld->out, '}');
    }
}

/* ---- the points ---- */

static void catalogue_put(struct ld *ld, const struct point_view *point)
{
    const struct snapshot *const snapshot = ld->rq->snapshot;

    object_put(ld, "hasOfferCatalog", "OfferCatalog");
    json_put_name(&ld->out, "itemListElement");
    buffer_char(&ld->out, '[');
    for (uint32_t i = 0; i < directory_count(snapshot, DIRECTORY_SERVICE); i++) {
        struct directory_entry entry;

        directory_entry_at(snapshot, DIRECTORY_SERVICE, i, &entry);
        if (!directory_set_has(&point->services, entry.index))
            continue;
        next_put(ld);
        object_put(ld, NULL, "Offer");
        object_put(ld, "itemOffered", "Service");
        text_put(ld, "name", directory_label(snapshot, DIRECTORY_SERVICE, entry.index, ld->rq->language));
        buffer_text(&ld->out, "}}");
    }
    buffer_text(&ld->out, "]}");
}

static void channel_put(struct ld *ld, const struct point_view *point, struct span utility)
{
    struct arena *const arena = ld->rq->arena;
    const struct span own = ready_text(arena, point->body, "website"),
                      phone = ready_text(arena, utility, "phone");

    object_put(ld, "availableChannel", "ServiceChannel");
    literal_put(ld, "serviceUrl",
                site_url(arena, own.length ? own : ready_text(arena, utility, "self_service")));
    if (phone.length) {
        object_put(ld, "servicePhone", "ContactPoint");
        text_put(ld, "telephone", phone);
        buffer_char(&ld->out, '}');
    }
    json_put_name(&ld->out, "availableLanguage");
    buffer_char(&ld->out, '[');
    for (uint32_t index = 0; index < DIRECTORY_SET_MAX; index++) {
        struct directory_entry entry;

        if (!directory_set_has(&point->languages, index) ||
            !directory_entry(ld->rq->snapshot, DIRECTORY_LANGUAGE, index, &entry))
            continue;
        next_put(ld);
        json_put_string(&ld->out, entry.code);
    }
    buffer_char(&ld->out, ']');
    json_put_name(&ld->out, "serviceLocation");
    buffer_text(&ld->out, "{\"@id\":");
    json_put_string(&ld->out, span_of(ld->url));
    buffer_text(&ld->out, "}}");
}

/* A point that is only planned offers nothing. */
static void points_put(struct ld *ld)
{
    struct request *const rq = ld->rq;

    json_put_name(&ld->out, "makesOffer");
    buffer_char(&ld->out, '[');
    for (uint32_t i = 0; i < ld->whole->branch.points; i++) {
        const struct point_view *const point = &ld->whole->points[i];
        const struct span utility =
            directory_body(rq->snapshot, DIRECTORY_ORGANIZATION, point->utility, rq->language);

        if (point->lifecycle != POINT_ACTIVE)
            continue;
        next_put(ld);
        object_put(ld, NULL, "Offer");
        object_put(ld, "itemOffered", "Service");
        text_put(ld, "name", i18n_text(rq->language, "branch.point"));
        object_put(ld, "provider", "Organization");
        text_put(ld, "name",
                 directory_label(rq->snapshot, DIRECTORY_ORGANIZATION, point->utility, rq->language));
        literal_put(ld, "url", site_url(rq->arena, ready_text(rq->arena, utility, "website")));
        buffer_char(&ld->out, '}');
        catalogue_put(ld, point);
        channel_put(ld, point, utility);
        buffer_text(&ld->out, "}}");
    }
    buffer_char(&ld->out, ']');
}

static bool invented(const struct branch_whole *whole)
{
    bool demo = whole->branch.demo;

    for (uint32_t i = 0; i < whole->branch.points; i++)
        demo |= whole->points[i].demo || whole->points[i].status_demo;
    return demo;
}

void branch_structured(struct request *rq, struct view *view, const struct branch_whole *whole,
                       const char *path)
{
    struct ld ld = { .rq = rq, .whole = whole, .out = buffer_in(rq->arena, 4096) };

    ld.url = arena_printf(rq->arena, "%s/%s/%s", rq->public_url ? rq->public_url : "",
                          language_code(rq->language), path);
    object_put(&ld, NULL, "Library");
    literal_put(&ld, "@context", "https://schema.org");
    literal_put(&ld, "@id", ld.url);
    literal_put(&ld, "url", ld.url);
    text_put(&ld, "name", whole->branch.name);
    if (invented(whole))
        text_put(&ld, "description", i18n_text(rq->language, "site.demo"));
    place_put(&ld);
    hours_put(&ld);
    points_put(&ld);
    buffer_char(&ld.out, '}');
    shell_json_ld(rq, view, buffer_bytes(&ld.out));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Branches and points as JSON. The database made the text of what time does not change; here the rest is put
 * behind it: references, hours, status, reasons, distance. */
#include "branchlight/feeds.h"

#include <math.h>

void object_open(struct buffer *out, struct span object)
{
    if (object.length < 2)
        object = SPAN("{}");
    buffer_add(out, object.at, object.length - 1);
}

void instant_member(struct buffer *out, const char *name, int64_t unix_seconds)
{
    json_put_name(out, name);
    if (unix_seconds == 0)
        buffer_text(out, "null");
    else
        json_put_instant(out, unix_seconds);
}

void reference_member(struct buffer *out, const char *name, const struct snapshot *snapshot,
                      enum directory_kind kind, uint32_t index, unsigned language)
{
    json_put_name(out, name);
    if (index == DIRECTORY_NONE)
        buffer_text(out, "null");
    else
        buffer_span(out, directory_reference(snapshot, kind, index, language));
}

static void bool_member(struct buffer *out, const char *name, bool value)
{
    json_put_name(out, name);
    json_put_bool(out, value);
}

static void span_member(struct buffer *out, const char *name, struct span value)
{
    json_put_name(out, name);
    if (value.at)
        json_put_string(out, value);
    else
        buffer_text(out, "null");
}

/* Open round the clock: open_until is null although open_now is true. */
static void hours_members(struct buffer *out, const struct directory_hours *hours)
{
    json_put_name(out, "open_now");
    buffer_text(out, hours->now == OPEN_UNKNOWN ? "null" : hours->now == OPEN_YES ? "true" : "false");
    instant_member(out, "open_until", hours->now == OPEN_YES ? hours->until : 0);
    instant_member(out, "next_open", hours->now == OPEN_NO ? hours->next : 0);
}

/* The references of a set, in display order. */
static void set_member(struct buffer *out, const char *name, const struct snapshot *snapshot,
                       enum directory_kind kind, const struct directory_set *set, unsigned language)
{
    uint32_t members[DIRECTORY_SET_MAX];
    const unsigned count = directory_set_members(snapshot, kind, set, members);
    json_put_name(out, name);
    buffer_char(out, '[');
    for (unsigned i = 0; i < count; i++) {
        struct directory_entry entry;
        directory_entry(snapshot, kind, members[i], &entry);
        if (i > 0)
            buffer_char(out, ',');
        if (kind == DIRECTORY_LANGUAGE)
            json_put_string(out, entry.code);
        else
            buffer_span(out, directory_reference(snapshot, kind, members[i], language));
    }
    buffer_char(out, ']');
}

static void reasons_member(struct buffer *out, const struct point_view *point, int64_t now, unsigned language)
{
    json_put_name(out, "reasons");
    buffer_char(out, '[');
    for (unsigned i = 0; i < point->reason_count; i++) {
        const struct point_reason *reason = &point->reasons[i];
        buffer_text(out, i > 0 ? ",{" : "{");
        json_put_name(out, "code");
        json_put_string(out, span_of(reason_name(reason->code)));
        json_put_name(out, "text");
        json_put_string(out, reason_text(out->arena, language, point, reason, now));
        instant_member(out, "until", reason->until);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void status_members(struct buffer *out, const struct point_view *point)
{
    json_put_name(out, "status");
    json_put_string(out, span_of(point_status_name(point->status)));
    json_put_name(out, "last_status");
    if (point->last_status_at)
        json_put_string(out, span_of(point_status_name(point->last_status)));
    else
        buffer_text(out, "null");
    instant_member(out, "last_status_at", point->last_status_at);
    span_member(out, "status_source", point->status_role);
    instant_member(out, "status_valid_until", point->valid_until);
}

/* Without the closing brace: the distance, which isn't the row's own, comes last. */
static void point_members(struct buffer *out, const struct snapshot *snapshot, uint32_t branch,
                          uint32_t number, unsigned language)
{
    struct point_view point;
    struct branch_view its_branch;
    point_view(snapshot, branch, number, &point);
    branch_view(snapshot, branch, &its_branch);
    object_open(out, point.body);
    span_member(out, "branch", its_branch.code);
    reference_member(out, "utility", snapshot, DIRECTORY_ORGANIZATION, point.utility, language);
    set_member(out, "services", snapshot, DIRECTORY_SERVICE, &point.services, language);
    set_member(out, "equipment", snapshot, DIRECTORY_EQUIPMENT, &point.equipment, language);
    set_member(out, "languages", snapshot, DIRECTORY_LANGUAGE, &point.languages, language);
    status_members(out, &point);
    hours_members(out, &point.hours);
    bool_member(out, "usable_now", point.usable_now);
    bool_member(out, "assisted_now", point.assisted_now);
    instant_member(out, "assisted_until", point.assisted_until);
    reasons_member(out, &point, (int64_t)snapshot_minute(snapshot) * 60, language);
}

static void branch_members(struct buffer *out, const struct snapshot *snapshot, uint32_t branch,
                           unsigned language)
{
    struct branch_view view;
    branch_view(snapshot, branch, &view);
    object_open(out, view.body);
    reference_member(out, "library", snapshot, DIRECTORY_LIBRARY, view.library, language);
    reference_member(out, "municipality", snapshot, DIRECTORY_MUNICIPALITY, view.municipality, language);
    hours_members(out, &view.hours);
    json_put_name(out, "points");
    buffer_char(out, '[');
    for (uint32_t number = 0; number < view.points; number++) {
        if (number > 0)
            buffer_char(out, ',');
        point_members(out, snapshot, branch, number, language);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

struct directory_text place_text(struct arena *arena, const struct snapshot *snapshot,
                                 struct directory_text_key key)
{
    struct directory_text text;
    if (directory_text_find(snapshot, key, &text))
        return text;
    struct buffer made = buffer_in(arena, 4096);
    if (key.point == DIRECTORY_NONE)
        branch_members(&made, snapshot, key.branch, key.language);
    else
        point_members(&made, snapshot, key.branch, key.point, key.language);
    return directory_text_keep(snapshot, arena, key, buffer_bytes(&made));
}

void place_close(struct buffer *out, const struct directory_hit *hit)
{
    if (hit->has_distance) {
        buffer_text(out, ",\"distance_m\":"); /* `out` may not have the members before it */
        buffer_int(out, llround(hit->distance));
    }
    buffer_char(out, '}');
}

void place_json(struct buffer *out, const struct snapshot *snapshot, const struct directory_hit *hit,
                unsigned language)
{
    const struct directory_text_key key = { hit->branch, hit->point, language, TEXT_PLAIN };
    buffer_span(out, place_text(out->arena, snapshot, key).bytes);
    place_close(out, hit);
}

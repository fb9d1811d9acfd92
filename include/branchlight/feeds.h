/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows as bytes: JSON, GeoJSON, CSV, JSON Lines, Atom and iCalendar, made of the ready text of each row and
 * of what only the clock knows.
 */
#ifndef BRANCHLIGHT_FEEDS_H
#define BRANCHLIGHT_FEEDS_H

#include "branchlight/buffer.h"
#include "branchlight/directory.h"
#include "branchlight/operation.h"

/* Appends a ready JSON object without its closing brace, for members to follow. */
void object_open(struct buffer *out, struct span object);

/* `"name":` and an instant, or null where it is 0. */
void instant_member(struct buffer *out, const char *name, int64_t unix_seconds);

/* `"name":` and the reference {"code":…,"name":…} to a dictionary's entry, or null where there is none. */
void reference_member(struct buffer *out, const char *name, const struct snapshot *snapshot,
                      enum directory_kind kind, uint32_t index, unsigned language);

/* What the API says of a branch with its points (`point` DIRECTORY_NONE), or of one point, but for the
 * distance and the closing brace: made once a minute, then found. In the arena, or valid as long as the
 * snapshot is held. */
struct directory_text place_text(struct arena *arena, const struct snapshot *snapshot,
                                 struct directory_text_key key);
/* What follows it: the distance, where the hit has one, and the brace. */
void place_close(struct buffer *out, const struct directory_hit *hit);

/* Both: the row of a hit, whole. */
void place_json(struct buffer *out, const struct snapshot *snapshot, const struct directory_hit *hit,
                unsigned language);

/* Why a point can or can't be used, in words: "Works, confirmed by staff 2 h ago". `now` is the snapshot's
 * minute in Unix seconds. */
struct span reason_text(struct arena *arena, unsigned language, const struct point_view *point,
                        const struct point_reason *reason, int64_t now);

/* A row of a table (RFC 4180), and the line of column names above it. */
void place_csv_head(struct buffer *out, bool points);
void place_csv_row(struct buffer *out, const struct snapshot *snapshot, const struct directory_hit *hit,
                   unsigned language);

/* What is planned at the place of an event while it is on. */
enum { EVENT_WARNINGS_MAX = 16 };
struct event_warning {
    struct span branch, branch_name; /* code and name */
    struct span point;               /* code, of work on it; at == NULL: the building is closed */
    int64_t starts_at, ends_at;
    struct span period; /* the item as it is published, with its `reason` */
};
unsigned event_warnings(struct arena *arena, const struct snapshot *snapshot, const struct event_view *event,
                        struct event_warning ret_warnings[EVENT_WARNINGS_MAX]);
/* `"warnings":[…]` */
void event_warnings_member(struct buffer *out, const struct snapshot *snapshot,
                           const struct event_view *event);

/* A period in words, by the clock of the time zone of that name: "15 September 9:00 – 12:00", or whole days:
 * "24 December – 31 December". NUL-terminated. */
struct span period_text(struct request *rq, int64_t starts_at, int64_t ends_at, bool days, struct span zone);
/* "The library will be closed: …" of a published period; `what` is "closure" or "work". */
struct span period_sentence(struct request *rq, const char *what, struct span period, struct span zone);

/* Everything that `query` finds (only a page of query->limit rows where `paged`), in rq->format (GeoJSON, CSV
 * or JSON Lines), streamed from a snapshot that is held until the end. */
struct reply place_export(struct request *rq, const struct directory_query *query, bool paged);

/* How much of the time points worked, by month ("2026-11"), oldest first; seconds. */
enum { AVAILABILITY_NAME = 7, AVAILABILITY_MONTHS = 14 };
struct availability_month {
    char name[AVAILABILITY_NAME];
    unsigned points;
    int64_t known_seconds, working_seconds, faults, repaired, repair_seconds;
};
struct availability {
    unsigned count;
    struct availability_month months[AVAILABILITY_MONTHS + 1];
};
/* Adds a point's months. */
void availability_add(struct arena *arena, struct availability *all, const struct point_view *point);

/* A status report of a point, for a feed. */
struct report_entry {
    struct span point, branch, name; /* codes; the branch's name */
    struct span json;                /* as it is published */
    int64_t at;                      /* observed, Unix seconds */
};
/* An Atom feed of them, newest first. */
struct reply report_feed(struct request *rq, struct span title, const struct report_entry *entries,
                         unsigned count);

/* "https://example.org": where a feed's addresses lead to. Where the public URL isn't told, it is the host
 * that was asked for, and such a reply isn't to be kept for others. */
const char *site_address(struct request *rq);

/* Events as iCalendar, in the order of `hits`. */
struct event_calendar {
    struct span name; /* of the calendar, for people, in the language asked for */
    struct span file; /* the name of the file, without its extension; made of our own letters */
    const struct event_hit *hits;
    unsigned count;
    bool subscribed; /* a list that programs read again and again, not one event that is taken over */
};
struct reply event_calendar(struct request *rq, const struct event_calendar *calendar);

/* The sitemap: how many parts it has (at least one); the index that names them; and a part, 1 … parts,
 * streamed. Addresses begin with rq->public_url, which must be told. */
unsigned sitemap_parts(const struct snapshot *snapshot);
struct reply sitemap_index(struct request *rq, unsigned parts);
struct reply sitemap_part(struct request *rq, unsigned part);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Events in the directory: what a snapshot knows of them, and asking for them. Comes with directory.h, whose
 * words on instants, spans and snapshots hold here too.
 */
#ifndef BRANCHLIGHT_EVENTS_H
#define BRANCHLIGHT_EVENTS_H

#include "branchlight/directory.h"

struct event_view {
    uint32_t number; /* handle */
    struct span code, kind, lifecycle, time_zone;
    uint32_t campaign;          /* index or DIRECTORY_NONE */
    int64_t starts_at, ends_at; /* ends_at 0: unknown */
    int16_t utc_offset;         /* at the start */
    bool demo;
    struct span body;            /* in the language asked for */
    const struct span *branches; /* codes */
    uint32_t branch_count;
    const uint32_t *municipalities, *utilities; /* indexes */
    uint32_t municipality_count, utility_count;
    const struct span *audiences, *languages; /* codes */
    uint32_t audience_count, language_count;
    double distance; /* with near: of the nearest branch, < 0 where no place is known */
};

struct event_query {
    bool has_from, has_to;
    int64_t from, to; /* events that end after `from` and start before `to` */
    bool local;       /* both are read on the clock of each event's place, as if it were UTC: weeks, days */
    bool over;        /* events that ended at `to` or before: what isn't ahead of it */
    bool backwards;   /* the latest first */
    bool has_near;
    double latitude, longitude, radius;                /* radius ≤ 0: any */
    uint32_t municipality, utility, campaign, library; /* library: one of its branches */
    struct span branch, kind, audience, language;      /* codes; empty: any */
    struct span q;
    bool nothing;
    unsigned limit;
    bool has_after;
    int64_t after_starts_at; /* the order is starts_at, code; or that backwards */
    struct span after_code;
};
void event_query_init(struct event_query *ret_query);

struct event_hit {
    uint32_t number;
    double distance; /* metres; < 0: none */
};
struct event_result {
    const struct event_hit *hits;
    unsigned count;
    bool more;
};
struct event_result event_search(const struct snapshot *snapshot, struct arena *arena,
                                 const struct event_query *query);
uint32_t event_find(const struct snapshot *snapshot, struct span code); /* DIRECTORY_NONE */
uint32_t event_count(const struct snapshot *snapshot); /* numbers 0 … count - 1 are in order of start, code */
void event_view(const struct snapshot *snapshot, uint32_t number, unsigned language,
                struct event_view *ret_view);

/* The distinct kinds, audiences and languages of all events: what one can filter by. In the order of bytes;
 * the first EVENT_CODES_MAX. */
enum event_codes { EVENT_KINDS, EVENT_AUDIENCES, EVENT_LANGUAGES, EVENT_CODES };
enum { EVENT_CODES_MAX = 64 };
const struct span *event_codes(const struct snapshot *snapshot, enum event_codes which, uint32_t *ret_count);

#endif

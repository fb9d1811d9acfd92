/* SPDX-License-Identifier: Apache-2.0
 *
 * Events in lists: what the partial "event" shows of each.
 */
#ifndef BRANCHLIGHT_PAGES_EVENT_ITEMS_H
#define BRANCHLIGHT_PAGES_EVENT_ITEMS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* What the list around an event tells already, so that the event doesn't. */
struct event_item {
    bool dated;      /* under the heading of its day: else the date stands where the time would */
    bool placed;     /* all are at one place */
    bool gathered;   /* all are of one campaign */
    bool anchored;   /* the map leads to it: it has the id "e-" and its code */
    bool zoned;      /* all are in one time zone */
    double distance; /* metres; < 0 none */
};

/* Fills an empty object. */
void event_item_set(struct request *rq, struct view *item, const struct event_view *event,
                    const struct event_item *item_in);

/* Sets `<name>` to { events[], more_url }: what a question finds, in its order. Nothing is set, and false
 * given, where it finds nothing. `more_url` (NULL: none) is the address of the rest. */
bool event_items_set(struct request *rq, struct view *view, const char *name, const struct event_query *query,
                     const struct event_item *item_in, const char *more_url);

/* Whether it is over: it was held, or its end has passed. */
bool event_over(const struct event_view *event, int64_t now);
bool event_cancelled(const struct event_view *event);

/* The end, where it is known; else 0. */
int64_t event_end_known(const struct event_view *event);

/* "Paskaita" */
struct span event_kind_text(const struct request *rq, const struct event_view *event);
/* "suaugusiesiems, senjorams"; "visiems" where nobody is named. */
struct span event_audience_text(struct request *rq, const struct event_view *event);
/* "lietuvių ir rusų kalbomis"; absent where none is known. */
struct span event_languages_text(struct request *rq, const struct event_view *event);
/* "lietuvių ir rusų" */
struct span event_languages_list(struct request *rq, const struct event_view *event);
/* "Įvyko", "Vyksta dabar"; absent where it is ahead, or cancelled. */
struct span event_state_text(const struct request *rq, const struct event_view *event);
/* The name of a language, as in "lietuvių"; the code where the catalogue has none. */
struct span language_name(const struct request *rq, struct span code);

/* Minutes east of UTC at an instant, by the clock of its place. */
int event_offset(const struct event_view *event, int64_t at);
/* `now` for words that count the days until it begins (branchlight/moments.h): the clocks may be shifted
 * before. */
int64_t event_now(const struct request *rq, const struct event_view *event);

/* The city that a time zone is called by: "Vilnius" of "Europe/Vilnius". */
struct span event_zone_text(struct request *rq, const struct event_view *event);

/* "16.00"; "16:00": in columns. */
struct span event_clock(struct request *rq, int64_t at, int offset);

/* "/lt/events/…" */
const char *event_url(const struct request *rq, struct span code);

/* Sets town, name (and their languages) and url of a branch. */
void place_set(struct request *rq, struct view *view, const struct branch_view *branch);

#endif

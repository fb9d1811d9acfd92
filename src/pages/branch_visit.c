/* SPDX-License-Identifier: Apache-2.0
 *
 * How to get to a branch, and what goes on there. */
#include "branch_parts.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "shell.h"

enum { EVENTS_SHOWN = 5 };

static void event_set(struct request *rq, struct view *view, const struct event_view *event)
{
    const struct civil civil = clock_civil(event->starts_at, event->utc_offset);

    view_set_foreign(rq, view, "title", ready_text(rq->arena, event->body, "title"),
                     ready_text(rq->arena, event->body, "title_language"));
    view_set_string(view, "url", page_path(rq, "events/%.*s", (int)event->code.length, event->code.at));
    view_set_text(view, "date",
                  unbroken(rq->arena, moment_date(rq->arena, rq->language, event->starts_at, rq->now,
                                                  event->utc_offset)));
    view_set_text(view, "weekday",
                  i18n_text(rq->language, arena_printf(rq->arena, "weekday.%d", civil.weekday)));
    view_set_text(view, "clock", moment_clock(rq->arena, rq->language, event->starts_at, event->utc_offset));
    view_set_text(view, "kind",
                  i18n_text(rq->language, arena_printf(rq->arena, "event_kind.%.*s", (int)event->kind.length,
                                                       event->kind.at)));
    view_set_bool(view, "cancelled", span_equal(event->lifecycle, SPAN("cancelled")));
}

void events_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    struct event_query query;
    struct event_result result;
    struct view *events;

    event_query_init(&query);
    query.has_from = true;
    query.from = rq->now;
    query.branch = branch->code;
    query.limit = EVENTS_SHOWN;
    result = event_search(rq->snapshot, rq->arena, &query);
    if (result.count == 0)
        return;
    events = view_set_list(view_set_object(view, "events"), "list");
    for (unsigned i = 0; i < result.count; i++) {
        struct event_view event;

        event_view(rq->snapshot, result.hits[i].number, rq->language, &event);
        event_set(rq, view_add_object(events), &event);
    }
}

/* How exact the place on the map is, in words. */
static void precision_set(struct request *rq, struct view *visit, const struct branch_view *branch)
{
    const struct span precision = ready_text(rq->arena, ready_member(branch->body, "location"), "precision");

    if (span_equal(precision, SPAN("locality")))
        view_set_text(visit, "exactness", i18n_text(rq->language, "branch.locality_note"));
    else if (span_equal(precision, SPAN("municipality")))
        view_set_text(visit, "exactness", i18n_text(rq->language, "branch.municipality_note"));
    else if (span_equal(precision, SPAN("street")))
        view_set_text(visit, "exactness", i18n_text(rq->language, "branch.street_note"));
}

static void address_set(struct request *rq, struct view *visit, const struct branch_view *branch)
{
    const struct span certainty = ready_text(rq->arena, ready_member(branch->body, "address"), "certainty");

    if (branch->address.length)
        view_set_foreign(rq, visit, "address", branch->address,
                         ready_text(rq->arena, branch->body, "name_language"));
    if (certainty.length)
        view_set_text(visit, "certainty",
                      i18n_text(rq->language, arena_printf(rq->arena, "certainty.%.*s", (int)certainty.length,
                                                           certainty.at)));
    view_set_string(visit, "directions", directions_url(rq->arena, branch));
    precision_set(rq, visit, branch);
    if (branch->step_free >= 0)
        view_set_text(visit, "entrance",
                      i18n_text(rq->language, branch->step_free ? "reason.step_free" : "reason.steps"));
}

void visit_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    struct view *const visit = view_set_object(view, "visit");
    const struct span phone = ready_text(rq->arena, branch->body, "phone"),
                      website = ready_text(rq->arena, branch->body, "website");
    struct span language = { 0 };
    const struct span notes =
        ready_text_in(rq->arena, branch->body, "notes", language_code(rq->language), &language);

    address_set(rq, visit, branch);
    view_set_foreign(rq, visit, "notes", notes, language);
    view_set_text(visit, "phone", phone);
    view_set_string(visit, "phone_url", phone_url(rq->arena, phone));
    view_set_string(visit, "site_url", site_url(rq->arena, website));
    view_set_text(visit, "site", site_name(website));
}

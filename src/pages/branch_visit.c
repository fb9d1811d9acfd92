/* SPDX-License-Identifier: Apache-2.0
 *
 * How to get to a branch, and what goes on there. */
#include "branch_parts.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "facts.h"
#include "shell.h"

enum { EVENTS_SHOWN = 5 };

static void event_set(struct request *rq, struct view *view, const struct event_view *event)
{
    const json_t *const body = body_parse(rq->arena, event->body);
    const struct civil civil = clock_civil(event->starts_at, event->utc_offset);

    view_set_foreign(rq, view, "title", body_text(body, "title"), body_text(body, "title_language"));
    view_set_text(view, "date",
                  moment_date(rq->arena, rq->language, event->starts_at, rq->now, event->utc_offset));
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

static void address_set(struct request *rq, struct view *visit, const struct branch_view *branch,
                        const json_t *body)
{
    const struct span certainty = body_text(json_object_get(body, "address"), "certainty");

    if (branch->address.length)
        view_set_foreign(rq, visit, "address", branch->address, body_text(body, "name_language"));
    if (certainty.length)
        view_set_text(visit, "certainty",
                      i18n_text(rq->language, arena_printf(rq->arena, "certainty.%.*s", (int)certainty.length,
                                                           certainty.at)));
    view_set_string(visit, "directions", directions_url(rq->arena, branch));
    view_set_bool(visit, "locality_only",
                  span_equal(body_text(json_object_get(body, "location"), "precision"), SPAN("locality")));
    if (branch->step_free >= 0)
        view_set_text(visit, "entrance",
                      i18n_text(rq->language, branch->step_free ? "reason.step_free" : "reason.steps"));
}

void visit_set(struct request *rq, struct view *view, const struct branch_view *branch, const json_t *body)
{
    struct view *const visit = view_set_object(view, "visit");
    const struct span phone = body_text(body, "phone"), website = body_text(body, "website");
    int64_t verified;

    address_set(rq, visit, branch, body);
    view_set_text(visit, "phone", phone);
    view_set_string(visit, "phone_url", phone_url(rq->arena, phone));
    view_set_string(visit, "site_url", site_url(rq->arena, website));
    view_set_text(visit, "site", site_name(website));
    if (clock_parse(body_text(body, "verified_at"), &verified))
        view_set_text(visit, "verified",
                      i18n_format(rq->arena, rq->language, "branch.verified", "date",
                                  moment_date(rq->arena, rq->language, verified, rq->now,
                                              branch->hours.has_offset ? branch->hours.offset : 0)
                                      .at,
                                  NULL));
    else
        view_set_text(visit, "verified", i18n_text(rq->language, "branch.not_verified"));
}

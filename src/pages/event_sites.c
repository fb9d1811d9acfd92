/* SPDX-License-Identifier: Apache-2.0
 *
 * Where an event is: as much of each branch as one needs to get there. */
#include "branchlight/i18n.h"
#include "event_items.h"
#include "event_parts.h"
#include "facts.h"
#include "shell.h"

enum { SITES_MAX = 20 };

static void site_set(struct request *rq, struct view *site, const struct branch_view *branch)
{
    const json_t *const body = body_parse(rq->arena, branch->body);
    const struct span phone = body_text(body, "phone");
    const struct span certainty = body_text(json_object_get(body, "address"), "certainty");

    place_set(rq, site, branch);
    if (branch->address.length)
        view_set_foreign(rq, site, "address", branch->address, body_text(body, "name_language"));
    if (certainty.length)
        view_set_text(site, "certainty",
                      i18n_text(rq->language, arena_printf(rq->arena, "certainty.%.*s", (int)certainty.length,
                                                           certainty.at)));
    if (branch->step_free >= 0)
        view_set_text(site, "entrance",
                      i18n_text(rq->language, branch->step_free ? "reason.step_free" : "reason.steps"));
    view_set_string(site, "directions", directions_url(rq->arena, branch));
    view_set_text(site, "phone", phone);
    view_set_string(site, "phone_url", phone_url(rq->arena, phone));
}

void event_sites_set(struct request *rq, struct view *view, const struct event_view *event)
{
    struct view *const sites = view_set_list(view, "sites");

    for (uint32_t i = 0; i < event->branch_count && i < SITES_MAX; i++) {
        const uint32_t handle = branch_find(rq->snapshot, event->branches[i]);
        struct branch_view branch;

        if (handle == DIRECTORY_NONE)
            continue;
        branch_view(rq->snapshot, handle, &branch);
        site_set(rq, view_add_object(sites), &branch);
    }
}

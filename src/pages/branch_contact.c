/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose the points of a branch are, and whom to call or write. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "shell.h"

static void reach_set(struct request *rq, struct view *view, struct span phone, struct span site)
{
    view_set_text(view, "phone", phone);
    view_set_string(view, "phone_url", phone_url(rq->arena, phone));
    view_set_string(view, "site_url", site_url(rq->arena, site));
    view_set_text(view, "site", site_name(site));
}

/* "Until 2016: AB LESTO", for each that it came from. */
static void former_set(struct request *rq, struct view *view, struct span body)
{
    struct view *const list = view_set_list(view, "former");
    struct span rest = ready_member(body, "predecessors"), item;

    while (ready_next(&rest, NULL, &item)) {
        const struct span code = ready_value(rq->arena, item);
        const uint32_t index = directory_find(rq->snapshot, DIRECTORY_ORGANIZATION, code);
        struct span old, until;

        if (index == DIRECTORY_NONE)
            continue;
        old = directory_body(rq->snapshot, DIRECTORY_ORGANIZATION, index, rq->language);
        until = ready_text(rq->arena, old, "active_until");
        view_set_text(view_add_object(list), "text",
                      i18n_format(rq->arena, rq->language,
                                  until.length ? "branch.former.until" : "branch.former", "name",
                                  string_of(rq->arena, ready_text(rq->arena, old, "name")), "year",
                                  arena_printf(rq->arena, "%.4s", string_of(rq->arena, until)), NULL));
    }
}

static bool told_before(const struct branch_whole *whole, uint32_t number)
{
    for (uint32_t i = 0; i < number; i++)
        if (whole->points[i].utility == whole->points[number].utility)
            return true;
    return false;
}

static void utility_set(struct request *rq, struct view *view, const struct point_view *point)
{
    const struct span body =
        directory_body(rq->snapshot, DIRECTORY_ORGANIZATION, point->utility, rq->language);
    const struct span own = ready_text(rq->arena, point->body, "website");

    label_set(rq, view, "name", DIRECTORY_ORGANIZATION, point->utility);
    former_set(rq, view, body);
    reach_set(rq, view, ready_text(rq->arena, body, "phone"),
              own.length ? own : ready_text(rq->arena, body, "self_service"));
}

void contacts_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    const struct span body = whole->branch.body;
    struct view *const utilities = view_set_object(view, "utilities");
    struct view *const list = view_set_list(utilities, "list");
    unsigned count = 0;

    for (uint32_t i = 0; i < whole->branch.points; i++) {
        if (told_before(whole, i))
            continue;
        utility_set(rq, view_add_object(list), &whole->points[i]);
        count++;
    }
    view_set_int(utilities, "count", count);
    reach_set(rq, view_set_object(view, "library"), ready_text(rq->arena, body, "phone"),
              ready_text(rq->arena, body, "website"));
}

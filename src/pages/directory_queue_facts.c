/* SPDX-License-Identifier: Apache-2.0
 *
 * What is to be verified of a branch: what visitors are told of it. From memory, so the queue asks the
 * database no more than for its rows. */
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "directory_parts.h"
#include "facts.h"
#include "usual.h"

/* "Declare readings, pay bills" */
static const char *services_text(struct request *rq, const struct point_view *point)
{
    uint32_t members[DIRECTORY_SET_MAX];
    const unsigned count = directory_set_members(rq->snapshot, DIRECTORY_SERVICE, &point->services, members);
    struct buffer text = buffer_in(rq->arena, 128);

    for (unsigned i = 0; i < count; i++) {
        buffer_text(&text, i ? ", " : "");
        buffer_span(&text, directory_label(rq->snapshot, DIRECTORY_SERVICE, members[i], rq->language));
    }
    return string_of(rq->arena, buffer_bytes(&text));
}

static void points_set(struct request *rq, struct view *facts, const struct branch_view *branch)
{
    struct view *const list = view_set_list(facts, "points");

    for (uint32_t i = 0; i < branch->points; i++) {
        struct view *const row = view_add_object(list);
        struct point_view point;

        point_view(rq->snapshot, branch->handle, i, &point);
        label_set(rq, row, "utility", DIRECTORY_ORGANIZATION, point.utility);
        view_set_string(row, "services", services_text(rq, &point));
        view_set_text(row, "lifecycle",
                      words_of(rq, "directory.lifecycle", point_lifecycle_name(point.lifecycle)));
    }
}

static void hours_set(struct request *rq, struct view *facts, const struct branch_view *branch)
{
    struct usual usual;

    usual_make(rq, branch, &usual);
    if (usual.known)
        usual_rows_set(rq, view_set_object(facts, "hours"), &usual);
}

void queue_facts_set(struct request *rq, struct view *row, struct span code)
{
    struct branch_view branch;
    const uint32_t handle = branch_find(rq->snapshot, code);

    if (handle == DIRECTORY_NONE) /* it was published a moment ago */
        return;
    branch_view(rq->snapshot, handle, &branch);
    struct view *const facts = view_set_object(row, "facts");
    const struct span website = ready_text(rq->arena, branch.body, "website");

    view_set_text(facts, "address", branch.address);
    view_set_text(facts, "phone", ready_text(rq->arena, branch.body, "phone"));
    view_set_string(facts, "site_url", site_url(rq->arena, website));
    view_set_text(facts, "site", site_name(website));
    if (branch.step_free >= 0)
        view_set_text(facts, "step_free",
                      words_of(rq, "directory.step_free", branch.step_free ? "true" : "false"));
    hours_set(rq, facts, &branch);
    points_set(rq, facts, &branch);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A point on the page of its branch. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "periods.h"
#include "shell.h"
#include "zoned.h"

/* In the order of what stops a visitor: there is no point yet, it is shut, it doesn't work, nobody knows, the
 * doors are closed. */
struct span verdict_text(struct request *rq, const struct point_view *point)
{
    const struct directory_hours *const hours = &point->hours;
    const unsigned language = rq->language;

    if (point->lifecycle != POINT_ACTIVE)
        return i18n_text(
            language, arena_printf(rq->arena, "branch.verdict.%s", point_lifecycle_name(point->lifecycle)));
    if (point->status == STATUS_OUT_OF_ORDER)
        return i18n_text(language, "branch.verdict.out");
    if (point->status == STATUS_UNKNOWN)
        return i18n_text(language, "branch.verdict.unknown");
    if (hours->now == OPEN_UNKNOWN)
        return i18n_text(language, "branch.verdict.hours");
    if (point->usable_now)
        return i18n_text(language,
                         point->status == STATUS_LIMITED ? "branch.verdict.limited" : "branch.verdict.now");
    if (hours->now == OPEN_NO && hours->next)
        return i18n_format(rq->arena, language, "branch.verdict.closed", "when",
                           moment_when(rq->arena, language, hours->next,
                                       moment_now_for(rq->now, hours->offset, hours->next_offset),
                                       hours->next_offset)
                               .at,
                           NULL);
    return i18n_text(language, "branch.verdict.closed_unknown");
}

const char *verdict_class(const struct point_view *point)
{
    if (point->lifecycle != POINT_ACTIVE)
        return "planned";
    if (point->status == STATUS_OUT_OF_ORDER)
        return "out";
    if (point->status == STATUS_UNKNOWN)
        return "unknown";
    if (point->hours.now != OPEN_YES)
        return "closed";
    return point->status == STATUS_LIMITED ? "limited" : "works";
}

static void verdict_set(struct request *rq, struct view *view, const struct branch_view *branch,
                        const struct point_view *point)
{
    const bool sure = point->status != STATUS_UNKNOWN && point->hours.now != OPEN_UNKNOWN;

    view_set_text(view, "verdict", verdict_text(rq, point));
    view_set_string(view, "verdict_class", verdict_class(point));
    holds_set(rq, view, point_holds_until(point));
    if (point->lifecycle == POINT_ACTIVE && !sure)
        view_set_text(view, "advice",
                      i18n_text(rq->language, ready_text(rq->arena, branch->body, "phone").length
                                                  ? "branch.call_first"
                                                  : "branch.ask_first"));
}

static void axis_set(struct request *rq, struct view *view, const char *label_key, struct view **ret_axis)
{
    *ret_axis = view_add_object(view);
    view_set_text(*ret_axis, "label", i18n_text(rq->language, label_key));
}

static void axes_set(struct request *rq, struct view *view, const struct point_view *point)
{
    struct view *const axes = view_set_list(view, "axes");
    struct view *axis;

    axis_set(rq, axes, "branch.point", &axis);
    status_fact(rq, axis, point);
    if (has_problem(rq, point)) {
        axis_set(rq, axes, "public_report.visitors", &axis);
        problem_fact(rq, axis, point);
    }
    axis_set(rq, axes, point->own_hours ? "branch.lobby" : "branch.library", &axis);
    hours_fact(rq, axis, &point->hours);
    if (point->lifecycle == POINT_ACTIVE && point->adviser.now != OPEN_UNKNOWN) {
        axis_set(rq, axes, "branch.help", &axis);
        adviser_fact(rq, axis, point);
    }
}

/* Each component of a report that still holds, and how long it holds. */
static void proof_set(struct request *rq, struct view *view, const struct point_view *point)
{
    struct view *proof, *parts;

    if (point->status == STATUS_UNKNOWN || point->lifecycle != POINT_ACTIVE)
        return;
    proof = view_set_object(view, "proof");
    parts = view_set_list(proof, "parts");
    for (unsigned i = 0; i < COMPONENT_ADVISER; i++) {
        const char *const name = point_component_name((enum point_component)i);
        const bool down = point->components_down >> i & 1;
        struct view *part;

        /* Who reports a fault says nothing of the other parts. And not every point has a printer: what is
         * there is listed as equipment. */
        if (!down && (i == COMPONENT_PRINTER || point->status != STATUS_WORKING))
            continue;
        part = view_add_object(parts);
        view_set_string(part, "class", down ? "out" : "works");
        view_set_string(part, "icon", down ? "out" : "works");
        view_set_text(part, "text", words_of(rq, "component", name));
        view_set_text(part, "detail",
                      i18n_text(rq->language, down ? "branch.component.down" : "branch.component.fine"));
    }
    view_set_text(proof, "until",
                  i18n_format(rq->arena, rq->language, "branch.valid_until", "until",
                              zoned_until(rq, point->valid_until, point->time_zone).at, NULL));
    view_set_bool(proof, "demo", point->status_demo);
}

void point_set(struct request *rq, struct view *view, const struct branch_view *branch,
               const struct point_view *point)
{
    view_set_text(view, "code", point->code);
    view_set_bool(view, "of_several", branch->points > 1);
    label_set(rq, view, "whose", DIRECTORY_ORGANIZATION, point->utility);
    verdict_set(rq, view, branch, point);
    instead_set(rq, view, branch, point);
    axes_set(rq, view, point);
    proof_set(rq, view, point);
    periods_add(rq, view, "planned_work", "work", ready_member(point->body, "planned_work"),
                point->time_zone);
}

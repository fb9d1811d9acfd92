/* SPDX-License-Identifier: Apache-2.0
 *
 * A point on the page of its branch. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "facts.h"
#include "shell.h"

/* What a visitor should do, in the order of what stops them: there is no point yet, it is shut, it doesn't
 * work, nobody knows, the doors are closed. */
static struct span verdict_text(struct request *rq, const struct point_view *point)
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
                           moment_when(rq->arena, language, hours->next, rq->now, hours->next_offset).at,
                           NULL);
    return i18n_text(language, "branch.verdict.closed_unknown");
}

static const char *verdict_class(const struct point_view *point)
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
    if (point->lifecycle == POINT_ACTIVE && !sure)
        view_set_text(view, "advice",
                      i18n_text(rq->language, body_text(body_parse(rq->arena, branch->body), "phone").length
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

        if (i == COMPONENT_PRINTER &&
            !down) /* not every point has one: what is there is listed as equipment */
            continue;
        part = view_add_object(parts);
        view_set_string(part, "class", down ? "out" : "works");
        view_set_string(part, "icon", down ? "out" : "works");
        view_set_text(part, "text", i18n_text(rq->language, arena_printf(rq->arena, "component.%s", name)));
        view_set_text(part, "detail",
                      i18n_text(rq->language, down ? "branch.component.down" : "branch.component.fine"));
    }
    view_set_text(
        proof, "until",
        i18n_format(
            rq->arena, rq->language, "branch.valid_until", "until",
            moment_until(rq->arena, rq->language, point->valid_until, rq->now, place_offset(point)).at,
            NULL));
    view_set_bool(proof, "demo", point->status_demo);
}

static void services_set(struct request *rq, struct view *view, const struct point_view *point)
{
    struct view *services = NULL, *bring = NULL;

    uint32_t members[DIRECTORY_SET_MAX];
    const unsigned count = directory_set_members(rq->snapshot, DIRECTORY_SERVICE, &point->services, members);

    for (unsigned i = 0; i < count; i++) {
        const json_t *body;
        struct view *service;

        body =
            body_parse(rq->arena, directory_body(rq->snapshot, DIRECTORY_SERVICE, members[i], rq->language));
        if (!services) {
            services = view_set_list(view, "services");
            bring = view_set_list(view, "bring");
        }
        service = view_add_object(services);
        view_set_foreign(rq, service, "title", body_text(body, "title"), body_text(body, "title_language"));
        view_set_foreign(rq, service, "description", body_text(body, "description"),
                         body_text(body, "description_language"));
        if (body_text(body, "bring").length) {
            service = view_add_object(bring);
            view_set_foreign(rq, service, "text", body_text(body, "bring"),
                             body_text(body, "bring_language"));
            view_set_text(service, "for", body_text(body, "title"));
        }
    }
    view_set_bool(view, "offers", services != NULL);
}

/* Labels of a set's entries, separated by commas, as one line. */
static void line_set(struct request *rq, struct view *view, const char *name, enum directory_kind kind,
                     const struct directory_set *set)
{
    struct buffer line = buffer_in(rq->arena, 128);

    uint32_t members[DIRECTORY_SET_MAX];
    const unsigned count = directory_set_members(rq->snapshot, kind, set, members);

    for (unsigned i = 0; i < count; i++) {
        struct directory_entry entry;
        struct span label;

        directory_entry(rq->snapshot, kind, members[i], &entry);
        label = kind == DIRECTORY_LANGUAGE
                    ? i18n_text(rq->language, arena_printf(rq->arena, "language.%.*s", (int)entry.code.length,
                                                           entry.code.at))
                    : directory_label(rq->snapshot, kind, members[i], rq->language);
        if (line.length)
            buffer_text(&line, ", ");
        buffer_span(&line, label);
    }
    if (line.length)
        view_set_text(view, name, buffer_bytes(&line));
}

static void utility_set(struct request *rq, struct view *view, const struct point_view *point)
{
    struct view *const utility = view_set_object(view, "utility");
    const json_t *const body = body_parse(
        rq->arena, directory_body(rq->snapshot, DIRECTORY_ORGANIZATION, point->utility, rq->language));
    const json_t *const own = body_parse(rq->arena, point->body);
    const struct span phone = body_text(body, "phone");
    const struct span site =
        body_text(own, "website").length ? body_text(own, "website") : body_text(body, "self_service");

    view_set_foreign(rq, utility, "name", body_text(body, "name"), body_text(body, "name_language"));
    view_set_string(utility, "site_url", site_url(rq->arena, site));
    view_set_text(utility, "site", site_name(site));
    view_set_text(utility, "phone", phone);
    view_set_string(utility, "phone_url", phone_url(rq->arena, phone));
}

void point_set(struct request *rq, struct view *view, const struct branch_view *branch,
               const struct point_view *point)
{
    view_set_text(view, "code", point->code);
    view_set_bool(view, "of_several", branch->points > 1);
    label_set(rq, view, "whose", DIRECTORY_ORGANIZATION, point->utility);
    verdict_set(rq, view, branch, point);
    axes_set(rq, view, point);
    proof_set(rq, view, point);
    services_set(rq, view, point);
    line_set(rq, view, "equipment", DIRECTORY_EQUIPMENT, &point->equipment);
    line_set(rq, view, "languages_spoken", DIRECTORY_LANGUAGE, &point->languages);
    utility_set(rq, view, point);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of a branch and its points, and how: the last reports, who told first that a point is there,
 * and how sure each fact is. */
#include "branch_parts.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "shell.h"
#include "zoned.h"

enum { REPORTS_SHOWN = 5 };

static struct span named(struct request *rq, const char *group, struct span name)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "%s.%.*s", group, (int)name.length, name.at));
}

/* ---- reports ---- */

static const char *status_class(struct span status)
{
    static const char *const classes[] = { [STATUS_UNKNOWN] = "unknown",
                                           [STATUS_WORKING] = "works",
                                           [STATUS_LIMITED] = "limited",
                                           [STATUS_OUT_OF_ORDER] = "out" };
    const int index = point_status_by_name(status);

    return classes[index < 0 ? STATUS_UNKNOWN : index];
}

/* "Printer down, no adviser" */
static struct span down_text(struct request *rq, struct span components)
{
    struct buffer text = buffer_in(rq->arena, 64);
    struct span name, value;

    while (ready_next(&components, &name, &value)) {
        if (!span_equal(ready_value(rq->arena, value), SPAN("down")))
            continue;
        if (text.length)
            buffer_text(&text, ". ");
        buffer_span(&text, named(rq, "component_down", name));
    }
    return buffer_bytes(&text);
}

static void report_set(struct request *rq, struct view *view, struct span report, struct span zone)
{
    const struct span status = ready_text(rq->arena, report, "status"),
                      role = ready_text(rq->arena, report, "source");
    int64_t at = 0;

    view_set_string(view, "class", status_class(status));
    view_set_text(view, "status", named(rq, "status", status));
    view_set_text(view, "down", down_text(rq, ready_member(report, "components")));
    view_set_text(view, "role", named(rq, "role", role));
    if (clock_parse(ready_text(rq->arena, report, "observed_at"), &at)) {
        view_set_text(view, "date", zoned_date(rq, at, zone));
        view_set_text(view, "clock", zoned_clock(rq, at, zone));
    }
}

void reports_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    struct view *groups = NULL;

    for (uint32_t i = 0; i < whole->branch.points; i++) {
        struct span rest = whole->points[i].reports, report;
        struct view *group, *list = NULL;

        for (unsigned shown = 0; shown < REPORTS_SHOWN && ready_next(&rest, NULL, &report); shown++) {
            if (!groups)
                groups = view_set_list(view_set_object(view, "reports"), "groups");
            if (!list) {
                group = view_add_object(groups);
                if (whole->branch.points > 1)
                    label_set(rq, group, "whose", DIRECTORY_ORGANIZATION, whole->points[i].utility);
                list = view_set_list(group, "list");
            }
            report_set(rq, view_add_object(list), report, whole->branch.time_zone);
        }
    }
}

/* ---- what is known ---- */

static struct span organization_name(struct request *rq, struct span code)
{
    const uint32_t index = directory_find(rq->snapshot, DIRECTORY_ORGANIZATION, code);

    return index == DIRECTORY_NONE
               ? code
               : directory_label(rq->snapshot, DIRECTORY_ORGANIZATION, index, rq->language);
}

/* "About 2014 AB LESTO told that there is a point here." */
static void told_set(struct request *rq, struct view *view, const struct point_view *point)
{
    const struct span about = ready_text(rq->arena, point->body, "reported_about"),
                      on = ready_text(rq->arena, point->body, "reported_on"),
                      who = ready_text(rq->arena, point->body, "reported_by");
    const char *const key = about.length ? who.length ? "known.told_about" : "known.told_about.nobody"
                            : who.length ? "known.told_on"
                                         : "known.told_on.nobody";

    view_set_bool(view, "history", about.length || on.length || ready_member(point->body, "notes").length);
    if (about.length || on.length)
        view_set_text(view, "told",
                      i18n_format(rq->arena, rq->language, key, "date",
                                  string_of(rq->arena, about.length ? about : on), "who",
                                  string_of(rq->arena, organization_name(rq, who)), NULL));
}

static void verified_set(struct request *rq, struct view *view, struct span body, struct span zone)
{
    int64_t verified;

    if (clock_parse(ready_text(rq->arena, body, "verified_at"), &verified))
        view_set_text(view, "verified",
                      i18n_format(rq->arena, rq->language, "branch.verified", "date",
                                  zoned_date(rq, verified, zone).at, NULL));
    else
        view_set_text(view, "verified", i18n_text(rq->language, "branch.not_verified"));
}

static void point_known_set(struct request *rq, struct view *view, const struct branch_whole *whole,
                            const struct point_view *point)
{
    struct span language = { 0 };
    const struct span notes =
        ready_text_in(rq->arena, point->body, "notes", language_code(rq->language), &language);

    if (whole->branch.points > 1)
        label_set(rq, view, "whose", DIRECTORY_ORGANIZATION, point->utility);
    told_set(rq, view, point);
    verified_set(rq, view, point->body, whole->branch.time_zone);
    view_set_foreign(rq, view, "notes", notes, language);
}

void known_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    const struct branch_view *const branch = &whole->branch;
    struct view *const known = view_set_object(view, "known");
    struct view *const points = view_set_list(known, "points");

    certainty_set(rq, known, whole);
    verified_set(rq, known, branch->body, branch->time_zone);
    for (uint32_t i = 0; i < branch->points; i++)
        point_known_set(rq, view_add_object(points), whole, &whole->points[i]);
}

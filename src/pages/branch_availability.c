/* SPDX-License-Identifier: Apache-2.0
 *
 * How much of the time a branch's points worked, month by month: a small plot and its table. */
#include "branch_parts.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "history.h"

enum { BAR_STEP = 28, BAR_LEFT = 4, PLOT_TOP = 20, PLOT_HEIGHT = 60 };

/* Rounded, but "100 %" is said only of a month without a fault. */
static struct span share_text(struct request *rq, const struct availability_month *month)
{
    const double share =
        month->known_seconds > 0 ? 100.0 * (double)month->working_seconds / (double)month->known_seconds : -1;

    if (share < 0)
        return SPAN("–");
    return i18n_format(rq->arena, rq->language, "availability.percent", "percent",
                       arena_printf(rq->arena, "%.0f", share < 100 && share > 99 ? 99 : share), NULL);
}

static struct span repair_text(struct request *rq, const struct availability_month *month)
{
    const int64_t minutes = month->repaired > 0 ? month->repair_seconds / month->repaired / 60 : 0;

    if (month->repaired == 0)
        return SPAN("–");
    if (minutes < 120)
        return i18n_format_count(rq->arena, rq->language, "availability.minutes", minutes, NULL);
    return minutes < 48 * 60
               ? i18n_format_count(rq->arena, rq->language, "availability.hours", (minutes + 30) / 60, NULL)
               : i18n_format_count(rq->arena, rq->language, "availability.days", (minutes + 720) / 1440,
                                   NULL);
}

static void month_set(struct request *rq, struct view *row, const struct availability_month *month,
                      unsigned i)
{
    const int64_t height =
        month->known_seconds > 0 ? PLOT_HEIGHT * month->working_seconds / month->known_seconds : 0;

    view_set_text(row, "name", precise_date(rq, (struct span){ month->name, AVAILABILITY_NAME }));
    view_set_text(row, "share", share_text(rq, month));
    view_set_text(row, "repair", repair_text(rq, month));
    view_set_text(row, "faults", span_of(arena_printf(rq->arena, "%lld", (long long)month->faults)));
    view_set_int(row, "x", BAR_LEFT + (int64_t)i * BAR_STEP);
    view_set_int(row, "y", PLOT_TOP + PLOT_HEIGHT - height);
    view_set_int(row, "height", height);
}

void availability_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    struct availability *const all = arena_calloc(rq->arena, 1, sizeof *all);

    for (uint32_t i = 0; i < whole->branch.points; i++)
        availability_add(rq->arena, all, &whole->points[i]);
    if (all->count == 0)
        return;
    struct view *const part = view_set_object(view, "availability"), *const months =
                                                                         view_set_list(part, "months");

    view_set_int(part, "width", (int64_t)all->count * BAR_STEP + BAR_LEFT);
    for (unsigned i = 0; i < all->count; i++)
        month_set(rq, view_add_object(months), &all->months[i], i);
}

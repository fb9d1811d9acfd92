/* SPDX-License-Identifier: Apache-2.0
 *
 * The usual week as people say it: days on end that are alike are one row. */
#include "branchlight/i18n.h"
#include "usual.h"

/* "I–V" */
static const char *weekdays_text(struct request *rq, unsigned from, unsigned to)
{
    const struct span first = i18n_text(rq->language, arena_printf(rq->arena, "weekday_short.%u", from + 1));
    const struct span last = i18n_text(rq->language, arena_printf(rq->arena, "weekday_short.%u", to + 1));

    return from == to ? first.at : arena_printf(rq->arena, "%s–%s", first.at, last.at);
}

void usual_rows_set(struct request *rq, struct view *view, const struct usual *usual)
{
    enum { WEEK = sizeof usual->weekday / sizeof *usual->weekday };
    struct view *const rows = view_set_list(view, "rows");

    for (unsigned i = 0, j; i < WEEK; i = j + 1) {
        struct view *const row = view_add_object(rows);
        struct span lunch = { 0 };

        for (j = i; j + 1 < WEEK && day_equal(&usual->weekday[i], &usual->weekday[j + 1]);)
            j++;
        view_set_string(row, "days", weekdays_text(rq, i, j));
        view_set_text(row, "open",
                      usual->weekday[i].count ? day_text(rq, &usual->weekday[i], &lunch)
                                              : i18n_text(rq->language, "branch.closed"));
        view_set_text(row, "lunch", lunch);
    }
}

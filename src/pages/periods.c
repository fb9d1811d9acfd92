/* SPDX-License-Identifier: Apache-2.0
 *
 * Periods that are announced: closures in whole days, work with its hours. */
#include "periods.h"

#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "shell.h"

void period_set(struct request *rq, struct view *view, const char *what, struct span period, struct span zone)
{
    struct span language = { 0 };

    view_set_text(view, "text", period_sentence(rq, what, period, zone));
    view_set_foreign(rq, view, "reason",
                     ready_text_in(rq->arena, period, "reason", language_code(rq->language), &language),
                     language);
}

void periods_add(struct request *rq, struct view *view, const char *name, const char *what, struct span list,
                 struct span zone)
{
    struct view *made = NULL;
    struct span item;
    int64_t ends_at;

    while (ready_next(&list, NULL, &item)) {
        if (!clock_parse(ready_text(rq->arena, item, "ends_at"), &ends_at) || ends_at <= rq->now)
            continue;
        if (!made)
            made = view_set_list(view, name);
        period_set(rq, view_add_object(made), what, item, zone);
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of days. The database lists those of the coming weeks with the branch, what decides first. */
#include "day_names.h"

#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "shell.h"

enum { SECONDS = 60 };

static bool is_eve(struct request *rq, struct span entry)
{
    return span_equal(ready_text(rq->arena, entry, "kind"), SPAN("eve"));
}

/* The first entry about a day; at == NULL where there is none. An eve shortens a day: why it is closed, the
 * next day's name can't tell. */
static struct span entry_of(struct request *rq, const struct branch_view *branch,
                            const struct usual_change *change)
{
    const struct civil civil = clock_civil(change->day * SECONDS, 0);
    const struct span date =
        span_of(arena_printf(rq->arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day));
    struct span rest = branch->named_days, entry;

    while (rest.length > 0 && ready_next(&rest, NULL, &entry))
        if (span_equal(ready_text(rq->arena, entry, "day"), date) &&
            (change->hours.count > 0 || !is_eve(rq, entry)))
            return entry;
    return (struct span){ 0 };
}

bool day_named(struct request *rq, const struct branch_view *branch, const struct usual_change *change)
{
    return entry_of(rq, branch, change).at != NULL;
}

void day_names_mark(struct request *rq, const struct branch_view *branch, int64_t from, unsigned count,
                    bool *ret_named)
{
    struct span rest = branch->named_days, entry;
    int64_t seconds;

    while (rest.length > 0 && ready_next(&rest, NULL, &entry)) {
        const struct span date = ready_text(rq->arena, entry, "day");
        const char *const midnight = arena_printf(rq->arena, "%.*sT00:00:00Z", (int)date.length, date.at);

        if (!clock_parse(span_of(midnight), &seconds) || seconds / SECONDS < from)
            continue;
        const int64_t place = (seconds / SECONDS - from) / DAY;

        if (place < count)
            ret_named[place] = true;
    }
}

void day_names_set(struct request *rq, struct view *view, const struct branch_view *branch,
                   const struct usual_change *changes, unsigned count)
{
    struct view *list = NULL;
    struct span before = { 0 };

    for (unsigned i = 0; i < count; i++) {
        const struct span entry = entry_of(rq, branch, &changes[i]);
        struct span language = { 0 };
        const struct span text =
            ready_text_in(rq->arena, entry, "name", language_code(rq->language), &language);
        struct view *item;

        if (!text.at || (before.at && span_equal(text, before)))
            continue;
        if (!list)
            list = view_set_list(view_set_object(view, "named"), "why");
        item = view_add_object(list);
        view_set_foreign(rq, item, "day_name", text, language);
        view_set_bool(item, "eve", is_eve(rq, entry));
        view_set_bool(item, "more", before.at != NULL);
        before = text;
    }
}

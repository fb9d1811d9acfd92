/* SPDX-License-Identifier: Apache-2.0
 *
 * What was changed last of a branch's public facts: when, in which role, from what to what. The first few
 * stand there, the others are folded. */
#include "branch_parts.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "history_parts.h"
#include "shell.h"
#include "zoned.h"

enum { CHANGES_SHOWN = 3 };

static bool is_hours(struct span field)
{
    return field.length >= 5 && memcmp(field.at + field.length - 5, "hours", 5) == 0;
}

/* One side of a fact, `name` being "from" or "to"; whether there is one. */
static bool side_set(struct request *rq, struct view *view, struct span fact, struct span field,
                     const char *name, struct span zone)
{
    const struct span value = ready_member(fact, name);
    struct span language = { 0 }, text;

    if (!value.length)
        return false;
    if (is_hours(field))
        text = history_hours(rq, value);
    else if (value.at[0] == '{')
        text = ready_text_in(rq->arena, fact, name, language_code(rq->language), &language);
    else
        text = history_value(rq, field, value, zone);
    view_set_foreign(rq, view, name, text, language);
    return true;
}

/* Several rules of one week stand under one name. */
static void facts_set(struct request *rq, struct view *change, struct span facts, struct span zone)
{
    struct view *const list = view_set_list(change, "facts");
    struct view *values = NULL;
    struct span fact, before = { 0 };

    while (ready_next(&facts, NULL, &fact)) {
        const struct span field = ready_text(rq->arena, fact, "field");

        if (!values || !span_equal(field, before)) {
            struct view *const group = view_add_object(list);

            view_set_text(group, "name", history_field(rq, field));
            values = view_set_list(group, "values");
        }
        struct view *const one = view_add_object(values);
        const bool from = side_set(rq, one, fact, field, "from", zone),
                   to = side_set(rq, one, fact, field, "to", zone);

        view_set_bool(one, "none", from && !to && !is_hours(field));
        view_set_bool(one, "both", from && to);
        before = field;
    }
}

/* "Savitarnos vieta" and whose it is, where it isn't the branch itself. */
static void point_set_of(struct request *rq, struct view *change, struct span item)
{
    const struct span utility = ready_text(rq->arena, item, "utility");
    const uint32_t index = directory_find(rq->snapshot, DIRECTORY_ORGANIZATION, utility);

    if (!utility.length)
        return;
    view_set_bool(change, "of_point", true);
    if (index != DIRECTORY_NONE)
        label_set(rq, change, "whose", DIRECTORY_ORGANIZATION, index);
}

static void change_set(struct request *rq, struct view *change, struct span item, struct span zone)
{
    int64_t at = 0;

    if (clock_parse(ready_text(rq->arena, item, "at"), &at)) {
        view_set_text(change, "date", zoned_date(rq, at, zone));
        view_set_text(change, "clock", zoned_clock(rq, at, zone));
    }
    view_set_text(change, "role",
                  words_of(rq, "role", string_of(rq->arena, ready_text(rq->arena, item, "role"))));
    view_set_bool(change, "demo", span_equal(ready_member(item, "demo"), SPAN("true")));
    point_set_of(rq, change, item);
    facts_set(rq, change, ready_member(item, "facts"), zone);
}

void changes_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    struct span rest = whole->branch.history, item;
    struct view *const changes = rest.length ? view_set_object(view, "changes") : NULL, *list = NULL;

    for (unsigned count = 0; changes && ready_next(&rest, NULL, &item); count++) {
        if (count == 0)
            list = view_set_list(changes, "list");
        if (count == CHANGES_SHOWN)
            list = view_set_list(view_set_object(changes, "older"), "list");
        change_set(rq, view_add_object(list), item, whole->branch.time_zone);
    }
}

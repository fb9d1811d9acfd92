/* SPDX-License-Identifier: Apache-2.0
 *
 * What is told of the past. A date is never shown more exactly than it is known. */
#include "history.h"

#include "branchlight/i18n.h"
#include "shell.h"

enum { YEAR = 4, MONTH = 7, DAY = 10 }; /* lengths of "2013", "2013-09", "2013-09-05" */

static int number_at(struct span date, size_t from, size_t count)
{
    int number = 0;

    for (size_t i = from; i < from + count; i++)
        number = number * 10 + (date.at[i] - '0');
    return number;
}

static bool is_date(struct span date)
{
    if (date.length != YEAR && date.length != MONTH && date.length != DAY)
        return false;
    for (size_t i = 0; i < date.length; i++)
        if (i == YEAR || i == MONTH ? date.at[i] != '-' : date.at[i] < '0' || date.at[i] > '9')
            return false;
    return date.length == YEAR || (number_at(date, YEAR + 1, 2) >= 1 && number_at(date, YEAR + 1, 2) <= 12);
}

static const char *year_of(struct request *rq, struct span date)
{
    return arena_printf(rq->arena, "%d", number_at(date, 0, YEAR));
}

static const char *month_of(struct request *rq, const char *group, struct span date)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "%s.%d", group, number_at(date, YEAR + 1, 2))).at;
}

/* A month's name in the case that `group` of the catalogue has: languages decline it. */
static struct span date_in(struct request *rq, struct span date, const char *group)
{
    if (!is_date(date))
        return (struct span){ 0 };
    if (date.length == YEAR)
        return i18n_format(rq->arena, rq->language, "date.of_year", "year", year_of(rq, date), NULL);
    if (date.length == MONTH)
        return i18n_format(rq->arena, rq->language, "date.of_month", "year", year_of(rq, date), "month",
                           month_of(rq, group, date), NULL);
    return i18n_format(rq->arena, rq->language, "date.year", "year", year_of(rq, date), "month",
                       month_of(rq, "month", date), "day",
                       arena_printf(rq->arena, "%d", number_at(date, MONTH + 1, 2)), NULL);
}

struct span precise_date(struct request *rq, struct span date)
{
    return date_in(rq, date, "month_name");
}

struct span precise_range(struct request *rq, struct span from, struct span to)
{
    const struct span first = precise_date(rq, from), last = precise_date(rq, to);

    if (!first.length && !last.length)
        return first;
    if (!last.length)
        return i18n_format(rq->arena, rq->language, "date.since", "date", date_in(rq, from, "month").at,
                           NULL);
    if (!first.length || span_equal(from, to))
        return first.length ? first
                            : i18n_format(rq->arena, rq->language, "date.up_to", "date",
                                          date_in(rq, to, "month").at, NULL);
    if (from.length == YEAR && to.length == YEAR)
        return i18n_format(rq->arena, rq->language, "date.of_year", "year",
                           arena_printf(rq->arena, "%s–%s", year_of(rq, from), year_of(rq, to)), NULL);
    if (from.length == MONTH && to.length == MONTH && memcmp(from.at, to.at, YEAR) == 0)
        return i18n_format(rq->arena, rq->language, "date.of_month", "year", year_of(rq, from), "month",
                           arena_printf(rq->arena, "%s–%s", month_of(rq, "month_name", from),
                                        month_of(rq, "month_name", to)),
                           NULL);
    return span_of(arena_printf(rq->arena, "%s – %s", first.at, last.at));
}

static const json_t *wishes_of(struct request *rq, uint32_t organization)
{
    return json_object_get(body_parse(rq->arena, directory_body(rq->snapshot, DIRECTORY_ORGANIZATION,
                                                                organization, rq->language)),
                           "wishes");
}

struct span told_about(struct request *rq, uint32_t organization)
{
    const json_t *const wishes = wishes_of(rq, organization);

    for (size_t i = 0; i < json_array_size(wishes); i++) {
        const json_t *const wish = json_array_get(wishes, i);

        if (json_is_true(json_object_get(wish, "made_about")))
            return body_text(wish, "made_on");
    }
    return (struct span){ 0 };
}

struct span reported_text(struct request *rq, struct span about)
{
    const struct span date = date_in(rq, about, "month_about");

    return date.length ? i18n_format(rq->arena, rq->language, "history.reported_about", "date", date.at, NULL)
                       : i18n_text(rq->language, "history.reported");
}

/* Sets the other organization's name; its library's page, where it is one's. */
static void other_set(struct request *rq, struct view *view, struct span code)
{
    const uint32_t other = directory_find(rq->snapshot, DIRECTORY_ORGANIZATION, code);

    if (other != DIRECTORY_NONE)
        label_set(rq, view, "other", DIRECTORY_ORGANIZATION, other);
}

static void wish_set(struct request *rq, struct view *view, const json_t *wish, struct span code)
{
    const struct span kind = body_text(wish, "kind"), outcome = body_text(wish, "outcome");
    const struct span from = body_text(wish, "from"), to = body_text(wish, "to"),
                      date = body_text(wish, "made_on");
    const bool made = span_equal(from, code);

    view_set_foreign(rq, view, "wish", body_text(wish, "title"), body_text(wish, "title_language"));
    view_set_foreign(rq, view, "detail", body_text(wish, "description"),
                     body_text(wish, "description_language"));
    view_set_text(
        view, "kind",
        i18n_text(rq->language, arena_printf(rq->arena, "wish_kind.%.*s", (int)kind.length, kind.at)));
    view_set_bool(view, "made", made);
    other_set(rq, view, made ? to : from);
    if (!span_equal(outcome, SPAN("unknown")))
        view_set_text(view, "outcome",
                      i18n_text(rq->language, arena_printf(rq->arena, "wish_outcome.%.*s",
                                                           (int)outcome.length, outcome.at)));
    if (json_is_true(json_object_get(wish, "made_about")) ||
        span_equal(body_text(wish, "certainty"), SPAN("reported")))
        view_set_text(view, "when", reported_text(rq, date));
    else
        view_set_text(view, "when", precise_date(rq, date));
    view_set_bool(view, "demo", json_is_true(json_object_get(wish, "demo")));
}

void wishes_set(struct request *rq, struct view *view, uint32_t organization)
{
    const json_t *const wishes = wishes_of(rq, organization);
    struct directory_entry entry;
    struct view *list;

    if (json_array_size(wishes) == 0 ||
        !directory_entry(rq->snapshot, DIRECTORY_ORGANIZATION, organization, &entry))
        return;
    list = view_set_list(view_set_object(view, "wishes"), "list");
    for (size_t i = 0; i < json_array_size(wishes); i++)
        wish_set(rq, view_add_object(list), json_array_get(wishes, i), entry.code);
}

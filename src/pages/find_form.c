/* SPDX-License-Identifier: Apache-2.0
 *
 * The form: every filter is a parameter of the API's too, so an address works in both. */
#include "find_form.h"

#include "../api/shared.h"
#include "branchlight/directory.h"
#include "branchlight/i18n.h"

enum {
    OPTIONS_MAX = 200, /* of a list; a longer one is no help, and would weigh more than the page */
    SUGGESTIONS = 80,  /* places, the largest first */
};

/* The tick boxes: a parameter, and the value that a tick sends. */
static const struct {
    const char *name, *value, *label;
    bool only_chosen; /* offered by a link elsewhere */
} ticks[] = {
    { "open", "now", "find.filter.open", false },
    { "status", "working,limited", "find.filter.working", false },
    { "status", FIND_FAULTS, "find.filter.faults", true },
    { "assisted", "true", "find.filter.assisted", false },
    { "step_free", "true", "find.filter.step_free", false },
};

static const struct {
    const char *name, *label, *any;
    enum directory_kind kind;
} selects[] = {
    { "municipality", "find.municipality", "find.any_municipality", DIRECTORY_MUNICIPALITY },
    { "utility", "find.utility", "find.any_utility", DIRECTORY_ORGANIZATION },
    { "service", "find.service", "find.any_service", DIRECTORY_SERVICE },
};

/* What a reader can filter by: entries that some point or branch refers to. */
static bool offered(enum directory_kind kind, const struct directory_entry *entry)
{
    return entry->points > 0 || (kind != DIRECTORY_ORGANIZATION && entry->branches > 0);
}

static void option_add(struct request *rq, struct view *options, size_t which,
                       const struct directory_entry *entry, bool chosen)
{
    struct view *const option = view_add_object(options);

    view_set_text(option, "code", entry->code);
    view_set_text(option, "label",
                  directory_label(rq->snapshot, selects[which].kind, entry->index, rq->language));
    view_set_bool(option, "chosen", chosen);
}

/* The options of a list; returns how many there are, and whether one of them is chosen. */
static unsigned options_add(struct request *rq, struct view *options, size_t which, bool *ret_chosen)
{
    const enum directory_kind kind = selects[which].kind;
    const struct span wanted = code_meant(rq, selects[which].name, directory_kind_name(kind));
    const bool utilities = kind == DIRECTORY_ORGANIZATION;
    const uint32_t count =
        utilities ? directory_utility_count(rq->snapshot) : directory_count(rq->snapshot, kind);
    struct directory_entry entry;
    unsigned added = 0;

    *ret_chosen = wanted.length > 0 &&
                  directory_entry(rq->snapshot, kind, directory_find(rq->snapshot, kind, wanted), &entry);
    if (kind == DIRECTORY_MUNICIPALITY && count > OPTIONS_MAX) {
        if (*ret_chosen)
            option_add(rq, options, which, &entry, true);
        return *ret_chosen;
    }
    for (uint32_t i = 0; i < count && added < OPTIONS_MAX; i++) {
        if (utilities)
            directory_utility_at(rq->snapshot, i, &entry);
        else
            directory_entry_at(rq->snapshot, kind, i, &entry);
        const bool chosen = wanted.length > 0 && span_equal(wanted, entry.code);

        if (!offered(kind, &entry) && !chosen)
            continue;
        option_add(rq, options, which, &entry, chosen);
        added++;
    }
    return added;
}

/* A list to choose from; shown where there is a choice. */
static unsigned select_add(struct request *rq, struct view *list, size_t which)
{
    struct view *const select = view_add_object(list);
    bool chosen = false;
    const unsigned count = options_add(rq, view_set_list(select, "options"), which, &chosen);

    view_set_bool(select, "offered", count > 1 || chosen);
    view_set_string(select, "name", selects[which].name);
    view_set_text(select, "label", i18n_text(rq->language, selects[which].label));
    view_set_text(select, "any", i18n_text(rq->language, selects[which].any));
    return chosen;
}

static unsigned tick_add(struct request *rq, struct view *list, size_t which)
{
    const struct argument *const sent = arg(rq, ticks[which].name);
    const bool status = strcmp(ticks[which].name, "status") == 0;
    const bool ticked = span_equal(sent->text, span_of(ticks[which].value));
    struct view *tick;

    if (ticks[which].only_chosen && !ticked)
        return 0;
    /* Two boxes of one parameter would contradict each other. */
    if (status && !ticks[which].only_chosen && span_equal(sent->text, SPAN(FIND_FAULTS)))
        return 0;
    tick = view_add_object(list);
    view_set_string(tick, "name", ticks[which].name);
    view_set_string(tick, "value", ticks[which].value);
    view_set_text(tick, "label", i18n_text(rq->language, ticks[which].label));
    view_set_bool(tick, "ticked", ticked);
    return sent->given;
}

static void suggestions_set(struct request *rq, struct view *form)
{
    struct view *const list = view_set_list(form, "suggestions");
    const uint32_t count = directory_count(rq->snapshot, DIRECTORY_PLACE);

    for (uint32_t i = 0; i < count && i < SUGGESTIONS; i++) {
        struct directory_entry entry;

        directory_entry_at(rq->snapshot, DIRECTORY_PLACE, i, &entry);
        view_add_text(list, directory_label(rq->snapshot, DIRECTORY_PLACE, entry.index, rq->language));
    }
}

void find_form_set(struct request *rq, struct view *view)
{
    struct view *const form = view_set_object(view, "form");
    struct view *const tick_list = view_set_list(form, "ticks");
    struct view *const select_list = view_set_list(form, "selects");
    unsigned active = 0;

    view_set_text(form, "q", arg(rq, "q")->text);
    for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++)
        active += tick_add(rq, tick_list, i);
    for (size_t i = 0; i < sizeof selects / sizeof *selects; i++)
        active += select_add(rq, select_list, i);
    suggestions_set(rq, form);
    view_set_int(form, "active", active);
    view_set_text(form, "clear_url", find_url_plain(rq));
}

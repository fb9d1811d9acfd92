/* SPDX-License-Identifier: Apache-2.0
 *
 * The form: every filter is a parameter of the API's too. For whom it is stands above as links, since that is
 * what most people ask. */
#include "events_form.h"

#include "branchlight/directory.h"
#include "branchlight/i18n.h"
#include "event_items.h"
#include "shell.h"

/* In the order in which people look, whatever the order of the codes. */
static const char *const audiences[] = { "children", "families", "teenagers",
                                         "adults",   "seniors",  "librarians" };

static bool about_time(const char *name)
{
    return strcmp(name, "week") == 0 || strcmp(name, "from") == 0;
}

const char *events_url(struct request *rq, const char *name, struct span value)
{
    struct buffer url = buffer_in(rq->arena, 256);
    const struct param *param;

    buffer_printf(&url, "/%s/events", language_code(rq->language));
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        const bool replaced = strcmp(param->name, name) == 0 || (about_time(name) && about_time(param->name));

        if (param->in == IN_QUERY && rq->arguments[i].given && !replaced && strcmp(param->name, "after") != 0)
            url_parameter_add(&url, param->name, rq->arguments[i].text);
    }
    if (value.length)
        url_parameter_add(&url, name, value);
    return string_of(rq->arena, buffer_bytes(&url));
}

/* Whether the API takes it as the page does: it has no weeks, and what the page doesn't heed it refuses. */
static bool for_calendar(const struct request *rq, const char *name, bool place)
{
    if (about_time(name) || strcmp(name, "after") == 0)
        return false;
    if (strcmp(name, "radius") == 0)
        return arg_given(rq, "near");
    return !place || strcmp(name, "q") != 0;
}

const char *events_calendar_url(struct request *rq, const struct event_query *query)
{
    struct buffer url = buffer_in(rq->arena, 256);
    const bool place = query->has_near && !arg_given(rq, "near");
    const struct param *param;

    if (query->nothing)
        return NULL;
    buffer_printf(&url, "/api/v1/events.ics?lang=%s", language_code(rq->language));
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        if (param->in == IN_QUERY && rq->arguments[i].given && for_calendar(rq, param->name, place))
            url_parameter_add(&url, param->name, rq->arguments[i].text);
    }
    if (place)
        buffer_printf(&url, "&near=%.5f,%.5f&radius=%.0f", query->latitude, query->longitude, query->radius);
    return string_of(rq->arena, buffer_bytes(&url));
}

static struct view *select_begin(struct request *rq, struct view *list, const char *name, const char *label,
                                 const char *any)
{
    struct view *const select = view_add_object(list);

    view_set_string(select, "name", name);
    view_set_text(select, "label", i18n_text(rq->language, label));
    view_set_text(select, "any", i18n_text(rq->language, any));
    return view_set_list(select, "options");
}

static void option_add(const struct request *rq, struct view *options, const char *name, struct span code,
                       struct span label)
{
    const struct argument *const chosen = arg(rq, name);
    struct view *const option = view_add_object(options);

    view_set_text(option, "code", code);
    view_set_text(option, "label", label);
    view_set_bool(option, "chosen", chosen->given && span_equal(chosen->text, code));
}

static void code_options(struct request *rq, struct view *options, const char *name, enum event_codes which)
{
    uint32_t count;
    const struct span *const codes = event_codes(rq->snapshot, which, &count);

    for (uint32_t i = 0; i < count; i++)
        option_add(rq, options, name, codes[i],
                   which == EVENT_LANGUAGES
                       ? language_name(rq, codes[i])
                       : i18n_text(rq->language, arena_printf(rq->arena, "event_kind.%.*s",
                                                              (int)codes[i].length, codes[i].at)));
}

/* Places that take part, and utilities: a filter by any other would find nothing. */
static void entry_options(struct request *rq, struct view *options, const char *name,
                          enum directory_kind kind)
{
    for (uint32_t i = 0; i < directory_count(rq->snapshot, kind); i++) {
        struct directory_entry entry;

        directory_entry_at(rq->snapshot, kind, i, &entry);
        if (kind == DIRECTORY_ORGANIZATION ? span_equal(entry.kind, SPAN("utility")) && entry.points > 0
                                           : entry.branches > 0)
            option_add(rq, options, name, entry.code,
                       directory_label(rq->snapshot, kind, entry.index, rq->language));
    }
}

static void selects_set(struct request *rq, struct view *form)
{
    struct view *const list = view_set_list(form, "selects");

    code_options(rq, select_begin(rq, list, "kind", "events.kind", "events.any_kind"), "kind", EVENT_KINDS);
    entry_options(rq, select_begin(rq, list, "municipality", "find.municipality", "find.any_municipality"),
                  "municipality", DIRECTORY_MUNICIPALITY);
    entry_options(rq, select_begin(rq, list, "utility", "find.utility", "find.any_utility"), "utility",
                  DIRECTORY_ORGANIZATION);
    code_options(rq, select_begin(rq, list, "language", "events.language", "events.any_language"), "language",
                 EVENT_LANGUAGES);
}

static void chip_add(struct request *rq, struct view *chips, struct span audience, struct span label)
{
    struct view *const chip = view_add_object(chips);

    view_set_text(chip, "label", label);
    view_set_string(chip, "url", events_url(rq, "audience", audience));
    view_set_bool(chip, "current", span_equal(arg(rq, "audience")->text, audience));
}

static void chips_set(struct request *rq, struct view *form)
{
    struct view *const chips = view_set_list(form, "chips");
    uint32_t count;
    const struct span *const known = event_codes(rq->snapshot, EVENT_AUDIENCES, &count);

    chip_add(rq, chips, (struct span){ 0 }, i18n_text(rq->language, "events.all"));
    for (size_t i = 0; i < sizeof audiences / sizeof *audiences; i++)
        for (uint32_t j = 0; j < count; j++)
            if (span_equal(known[j], span_of(audiences[i])))
                chip_add(rq, chips, known[j], words_of(rq, "events.for", audiences[i]));
}

/* What the form has no field for stays in the address, and can be dropped where a reader sees it. */
static void kept_set(struct request *rq, struct view *form)
{
    static const char *const names[] = {
        "week", "audience", "campaign", "library", "branch", "near", "radius"
    };
    struct view *const kept = view_set_list(form, "kept");

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct view *hidden;

        if (!arg_given(rq, names[i]))
            continue;
        hidden = view_add_object(kept);
        view_set_string(hidden, "name", names[i]);
        view_set_text(hidden, "value", arg(rq, names[i])->text);
    }
}

static void narrowed_add(struct request *rq, struct view *form, const char *name, struct span what)
{
    struct view *const narrowed = view_add_object(form);

    view_set_text(narrowed, "what", what);
    view_set_string(narrowed, "url", events_url(rq, name, (struct span){ 0 }));
}

/* By what a code names; by the code itself where that is nothing. */
static void narrowed_by(struct request *rq, struct view *list, const char *name, enum directory_kind kind)
{
    const struct span code = arg(rq, name)->text;
    const uint32_t index = directory_find(rq->snapshot, kind, code);

    if (arg_given(rq, name))
        narrowed_add(rq, list, name,
                     index == DIRECTORY_NONE ? code
                                             : directory_label(rq->snapshot, kind, index, rq->language));
}

static void narrowed_set(struct request *rq, struct view *form)
{
    struct view *const list = view_set_list(form, "narrowed");
    const uint32_t branch = branch_find(rq->snapshot, arg(rq, "branch")->text);

    narrowed_by(rq, list, "campaign", DIRECTORY_CAMPAIGN);
    narrowed_by(rq, list, "library", DIRECTORY_LIBRARY);
    if (arg_given(rq, "branch")) {
        struct branch_view view = { .name = arg(rq, "branch")->text };

        if (branch != DIRECTORY_NONE)
            branch_view(rq->snapshot, branch, &view);
        narrowed_add(rq, list, "branch", view.name);
    }
    if (arg_given(rq, "near"))
        narrowed_add(rq, list, "near", i18n_text(rq->language, "events.near_you"));
}

static bool any_given(const struct request *rq, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (arg_given(rq, names[i]))
            return true;
    return false;
}

static const char *const folded[] = { "kind", "municipality", "utility", "language" };
static const char *const others[] = { "q", "audience", "campaign", "library", "branch", "near" };

bool events_asked(const struct request *rq)
{
    return any_given(rq, folded, sizeof folded / sizeof *folded) ||
           any_given(rq, others, sizeof others / sizeof *others);
}

void events_form_set(struct request *rq, struct view *view)
{
    struct view *const form = view_set_object(view, "form");

    view_set_text(form, "q", arg(rq, "q")->text);
    view_set_bool(form, "active", any_given(rq, folded, sizeof folded / sizeof *folded));
    view_set_bool(form, "asked", events_asked(rq));
    selects_set(rq, form);
    chips_set(rq, form);
    kept_set(rq, form);
    narrowed_set(rq, form);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The form: every filter is a parameter of the API's too, so an address works in both. */
#include "find_form.h"

#include "../api/shared.h"
#include "branchlight/directory.h"
#include "branchlight/i18n.h"

/* The tick boxes: a parameter, and the value that a tick sends. */
static const struct {
    const char *name, *value, *label;
} ticks[] = {
    { "open", "now", "find.filter.open" },
    { "status", "working,limited", "find.filter.working" },
    { "assisted", "true", "find.filter.assisted" },
    { "step_free", "true", "find.filter.step_free" },
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
    if (kind == DIRECTORY_ORGANIZATION)
        return span_equal(entry->kind, SPAN("utility")) && entry->points > 0;
    return entry->branches > 0 || entry->points > 0;
}

static unsigned select_add(struct request *rq, struct view *list, size_t which)
{
    const enum directory_kind kind = selects[which].kind;
    const struct span chosen = code_meant(rq, selects[which].name, directory_kind_name(kind));
    struct view *const select = view_add_object(list);
    struct view *const options = view_set_list(select, "options");
    unsigned active = 0;

    view_set_string(select, "name", selects[which].name);
    view_set_text(select, "label", i18n_text(rq->language, selects[which].label));
    view_set_text(select, "any", i18n_text(rq->language, selects[which].any));
    for (uint32_t i = 0; i < directory_count(rq->snapshot, kind); i++) {
        struct directory_entry entry;
        struct view *option;

        directory_entry_at(rq->snapshot, kind, i, &entry);
        if (!offered(kind, &entry))
            continue;
        option = view_add_object(options);
        view_set_text(option, "code", entry.code);
        view_set_text(option, "label", directory_label(rq->snapshot, kind, entry.index, rq->language));
        view_set_bool(option, "chosen", span_equal(chosen, entry.code));
        active |= span_equal(chosen, entry.code);
    }
    return active;
}

static unsigned tick_add(struct request *rq, struct view *list, size_t which)
{
    struct view *const tick = view_add_object(list);
    const bool given = arg_given(rq, ticks[which].name);
    const bool ticked = span_equal(arg(rq, ticks[which].name)->text, span_of(ticks[which].value));

    view_set_string(tick, "name", ticks[which].name);
    view_set_string(tick, "value", ticks[which].value);
    view_set_text(tick, "label", i18n_text(rq->language, ticks[which].label));
    view_set_bool(tick, "ticked", ticked);
    return given;
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
    view_set_int(form, "active", active);
    view_set_bool(form, "asked", active > 0 || arg_given(rq, "q"));
}

static void parameter_add(struct buffer *url, const char *name, struct span value)
{
    buffer_char(url, memchr(url->bytes, '?', url->length) ? '&' : '?');
    buffer_text(url, name);
    buffer_char(url, '=');
    for (size_t i = 0; i < value.length; i++) {
        const unsigned char c = (unsigned char)value.at[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '.' || c == '_' || c == ',')
            buffer_char(url, (char)c);
        else
            buffer_printf(url, "%%%02X", c);
    }
}

struct span find_url(struct request *rq, unsigned show)
{
    struct buffer url = buffer_in(rq->arena, 256);
    const struct param *param;

    buffer_printf(&url, "/%s/", language_code(rq->language));
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++)
        if (param->in == IN_QUERY && rq->arguments[i].given && strcmp(param->name, "show") != 0)
            parameter_add(&url, param->name, rq->arguments[i].text);
    parameter_add(&url, "show", span_of(arena_printf(rq->arena, "%u", show)));
    return buffer_bytes(&url);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses of the find page with a filter more or less. */
#include "branchlight/i18n.h"
#include "find_form.h"
#include "shell.h"

struct span find_url(struct request *rq, const char *parameter, const char *value)
{
    struct buffer url = buffer_in(rq->arena, 256);
    const struct param *param;

    buffer_printf(&url, "/%s/", language_code(rq->language));
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++)
        if (param->in == IN_QUERY && rq->arguments[i].given && strcmp(param->name, "show") != 0 &&
            strcmp(param->name, "actions") != 0 && strcmp(param->name, parameter) != 0)
            url_parameter_add(&url, param->name, rq->arguments[i].text);
    if (value)
        url_parameter_add(&url, parameter, span_of(value));
    buffer_text(&url, "#found");
    return buffer_bytes(&url);
}

struct span find_url_plain(struct request *rq)
{
    static const char *const kept[] = { "q", "near" };
    struct buffer url = buffer_in(rq->arena, 256);

    buffer_printf(&url, "/%s/", language_code(rq->language));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (arg_given(rq, kept[i]))
            url_parameter_add(&url, kept[i], arg(rq, kept[i])->text);
    buffer_text(&url, "#found");
    return buffer_bytes(&url);
}

/* What a filter is called. Those that are chosen from a list are called by what was chosen. */
static const struct {
    const char *parameter, *label;
    enum directory_kind kind; /* where there is no label */
} names[] = {
    { "open", "find.filter.open", 0 },
    { "status", "find.filter.working", 0 },
    { "assisted", "find.filter.assisted", 0 },
    { "step_free", "find.filter.step_free", 0 },
    { "municipality", NULL, DIRECTORY_MUNICIPALITY },
    { "utility", NULL, DIRECTORY_ORGANIZATION },
    { "service", NULL, DIRECTORY_SERVICE },
    { "language", "find.filter.language", 0 },
    { "usable", "find.filter.usable", 0 },
    { "radius", "find.filter.radius", 0 },
    { "bbox", "find.filter.box", 0 },
};

static struct span filter_label(struct request *rq, size_t which)
{
    const struct span text = arg(rq, names[which].parameter)->text;
    uint32_t index;

    if (strcmp(names[which].parameter, "status") == 0 && !span_equal(text, SPAN("working,limited")))
        return i18n_text(rq->language,
                         span_equal(text, SPAN(FIND_FAULTS)) ? "find.filter.faults" : "find.filter.status");
    if (names[which].label)
        return i18n_text(rq->language, names[which].label);
    index = directory_find(rq->snapshot, names[which].kind, text);
    return index == DIRECTORY_NONE ? text
                                   : directory_label(rq->snapshot, names[which].kind, index, rq->language);
}

unsigned find_filters(struct request *rq, struct find_filter ret_filters[FIND_FILTERS])
{
    unsigned count = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (arg_given(rq, names[i].parameter))
            ret_filters[count++] = (struct find_filter){ names[i].parameter, filter_label(rq, i) };
    return count;
}

void find_filter_drop(struct request *rq, struct directory_query *query, const char *parameter)
{
    uint32_t *const indexes[] = { &query->municipality, &query->utility, &query->service, &query->language };
    static const char *const of_indexes[] = { "municipality", "utility", "service", "language" };
    bool *const flags[] = { &query->has_open, &query->assisted, &query->step_free, &query->has_usable,
                            &query->has_bbox };
    static const char *const of_flags[] = { "open", "assisted", "step_free", "usable", "bbox" };

    /* What is given and has no index is a code that isn't there: nothing fits it. */
    query->nothing = false;
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
        if (strcmp(parameter, of_indexes[i]) == 0)
            *indexes[i] = DIRECTORY_NONE;
        else if (arg_given(rq, of_indexes[i]) && *indexes[i] == DIRECTORY_NONE)
            query->nothing = true;
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(parameter, of_flags[i]) == 0)
            *flags[i] = false;
    if (strcmp(parameter, "status") == 0)
        query->statuses = 0;
    if (strcmp(parameter, "radius") == 0)
        query->radius = 0;
}

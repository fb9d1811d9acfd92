/* SPDX-License-Identifier: Apache-2.0
 *
 * The form of a service, and the list of those that a utility's points can offer. */
#include "directory_parts.h"
#include "queries.h"

static const struct field fields[] = {
    { .section = "service", .name = "title.lt", .wide = true, .hint = true },
    { .name = "title.en", .wide = true },
    { .name = "description.lt", .look = FIELD_AREA, .wide = true },
    { .name = "description.en", .look = FIELD_AREA, .wide = true },
    { .name = "bring.lt", .look = FIELD_AREA, .wide = true, .hint = true },
    { .name = "bring.en", .look = FIELD_AREA, .wide = true },
    { .name = "active", .words = "offered", .look = FIELD_SELECT, .later = true, .hint = true },
    { .name = "code", .words = "service_code", .hint = true },
};
enum { FIELDS = sizeof fields / sizeof *fields };

enum { CODE, TITLE, ACTIVE, OWN, EDITABLE, POINTS }; /* columns of utility_services.sql */

void services_set(struct request *rq, struct view *view, const char *utility)
{
    const struct rows rows = WORK_QUERY(rq, SQL_utility_services, rq->object, language_code(rq->language));
    struct view *const list = view_set_list(view, "services");

    view_set_string(view, "new_service_url", page_path(rq, "staff/directory/utilities/%s/services", utility));
    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        struct view *const row = view_add_object(list);

        if (rows_bool(&rows, i, EDITABLE))
            view_set_string(row, "url",
                            page_path(rq, "staff/directory/services/%s", cell_string(rq, &rows, i, CODE)));
        view_set_string(row, "title", cell_string(rq, &rows, i, TITLE));
        view_set_bool(row, "retired", !rows_bool(&rows, i, ACTIVE));
        view_set_bool(row, "shared", !rows_bool(&rows, i, OWN));
        view_set_text(
            row, "points",
            i18n_format_count(rq->arena, rq->language, "directory.points", rows_int(&rows, i, POINTS), NULL));
    }
}

static struct span own_language(struct request *rq, struct span texts)
{
    const struct span own = texts.at ? ready_text(rq->arena, texts, language_code(rq->language)) : texts;

    return own.length || !texts.at ? own : ready_text(rq->arena, texts, "lt");
}

/* Up to the utility whose it is, for who keeps that. */
static void utility_set(struct request *rq, struct view *view, struct span code)
{
    const struct rows own = work_query(rq, &SQL_own_utilities, 0, NULL);

    for (unsigned i = 0; own.ok && i < own.count; i++) {
        if (!span_equal(rows_text(&own, i, CODE), code))
            continue;
        view_set_string(view, "at", cell_string(rq, &own, i, TITLE));
        view_set_string(view, "up_url",
                        page_path(rq, "staff/directory/utilities/%.*s", (int)code.length, code.at));
    }
}

struct reply service_form_show(struct request *rq, unsigned status, const char *patch, bool conflict)
{
    const char *const path = arena_printf(rq->arena, "staff/directory/services/%s", arg_value(rq, "service"));
    struct view *const view = directory_view(rq, "directory.service.title", path);
    const struct form form = {
        ROW_SERVICE, fields, FIELDS, &service_body, rq->object, patch, conflict, false
    };
    const struct span row = row_read(rq, ROW_SERVICE, rq->object, NULL);
    const struct span utility = ready_text(rq->arena, row, "utility");

    heading_set(rq, view, "directory.service.title", own_language(rq, ready_member(row, "title")),
                page_path(rq, "%s", path));
    if (utility.at)
        utility_set(rq, view, utility);
    else
        view_set_text(view, "under", i18n_text(rq->language, "directory.service.shared"));
    directory_form_set(rq, view, &form);
    return directory_reply(rq, view, status);
}

struct reply service_new_show(struct request *rq, unsigned status)
{
    const char *const code = arg_value(rq, "organization");
    const char *const path = arena_printf(rq->arena, "staff/directory/utilities/%s/services", code);
    struct view *const view = directory_view(rq, "directory.service.new", path);
    const struct form form = { ROW_SERVICE, fields, FIELDS, &service_body, NULL, patch_of(rq, &service_body),
                               false,       false };
    const struct span name = ready_text(rq->arena, row_read(rq, ROW_ORGANIZATION, rq->object, NULL), "name");
    struct view *const utility = view_set_object(view, "utility");
    struct view *const option = view_add_object(view_set_list(utility, "options"));

    heading_set(rq, view, "directory.service.new", (struct span){ 0 }, page_path(rq, "%s", path));
    view_set_text(view, "under", name);
    view_set_string(view, "up_url", page_path(rq, "staff/directory/utilities/%s", code));
    view_set_bool(utility, "optional", has_role(rq->actor, "admin"));
    view_set_bool(utility, "shared", true);
    view_set_string(option, "value", code);
    view_set_text(option, "title", name);
    view_set_bool(option, "chosen", !arg(rq, "utility")->cleared);
    directory_form_set(rq, view, &form);
    return directory_reply(rq, view, status);
}

const struct row_form service_form = { ROW_SERVICE, "services", service_form_show };

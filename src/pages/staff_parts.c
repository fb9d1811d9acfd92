/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of the pages of staff. */
#include "staff_parts.h"

#include "branchlight/digest.h"
#include "branchlight/i18n.h"
#include "queries.h"

static const struct param once[] = { ONCE_PARAM };
const struct param_set once_body = { once, 1 };

void once_renew(struct request *rq, struct view *view)
{
    char *const secret = arena_alloc(rq->arena, SECRET_SIZE);

    secret_make(secret);
    view_set_string(view, "once", secret);
}

void once_secret(struct request *rq, char ret_secret[SECRET_SIZE])
{
    const struct span key = arg(rq, "once")->text, body = exchange_body(rq->exchange);

    if (!arg_given(rq, "once") || key.length != SECRET_SIZE - 1) {
        secret_make(ret_secret);
        return;
    }
    struct buffer seed = buffer_in(rq->arena, 512 + body.length);

    buffer_text(&seed, rq->actor->user);
    buffer_span(&seed, key);
    buffer_span(&seed, body);
    secret_derive(buffer_bytes(&seed), ret_secret);
}

void once_set(struct request *rq, struct view *view)
{
    if (arg_given(rq, "once"))
        view_set_string(view, "once", arg_value(rq, "once"));
    else
        once_renew(rq, view);
}

const char *staff_user_mark(struct request *rq)
{
    return arena_printf(rq->arena, "%.16s", digest_value(rq->arena, span_of(rq->actor->user)) + 2);
}

struct view *staff_view(struct request *rq, struct span title, const char *path, const char *current)
{
    static const struct {
        const char *name, *path;
        enum action action;
    } entries[] = {
        { "points", "staff/", ACTION_READ },
        { "attention", "staff/attention", ACTION_TRIAGE },
        { "directory", "staff/directory", ACTION_DIRECTORY },
        { "people", "staff/people", ACTION_PEOPLE },
        { "history", "staff/history", ACTION_AUDIT },
        { "account", "staff/account", ACTION_NONE },
    };
    struct view *const view = shell_view(rq, title, path);
    struct view *const staff = view_set_object(view, "staff");
    struct view *const menu = view_set_list(staff, "menu");

    for (unsigned i = 0; rq->actor && i < sizeof entries / sizeof *entries; i++) {
        if (entries[i].action != ACTION_NONE && !may_somewhere(rq->actor, entries[i].action))
            continue;
        struct view *const entry = view_add_object(menu);

        view_set_text(entry, "title", words_of(rq, "staff.menu", entries[i].name));
        view_set_string(entry, "url", page_path(rq, "%s", entries[i].path));
        view_set_bool(entry, "current", current && strcmp(current, entries[i].name) == 0);
    }
    if (rq->actor) {
        view_set_string(staff, "name", rq->actor->name);
        view_set_string(staff, "user_mark", staff_user_mark(rq));
    }
    view_set_bool(view, "unlisted", true);
    view_set_bool(view, "offline", false);
    return view;
}

/* "components.printer" in a template is components_printer: a dot goes into an object there. */
static const char *member_of(struct request *rq, struct span field, const char *what)
{
    char *const name = arena_printf(rq->arena, "%.*s_%s", (int)field.length, field.at, what);

    for (char *dot = name; (dot = strchr(dot, '.'));)
        *dot = '_';
    return name;
}

struct span form_field_label(struct request *rq, struct span parameter, const void *context,
                             const char **ret_at)
{
    const char *const key = arena_printf(rq->arena, "field.%.*s", (int)parameter.length, parameter.at);

    (void)context;
    *ret_at = string_of(rq->arena, parameter);
    return i18n_has(key) ? i18n_text(rq->language, key) : (struct span){ 0 };
}

void form_set(struct request *rq, struct view *view)
{
    form_labelled_set(rq, view, form_field_label, NULL);
}

void form_labelled_set(struct request *rq, struct view *view, form_label *label, const void *context)
{
    const struct param *param;
    struct view *const errors = view_set_list(view, "errors");

    view_set_bool(view, "has_errors", rq->error_count > 0);
    for (unsigned i = 0; i < rq->error_count; i++) {
        const struct param_error *const error = &rq->errors[i];
        struct view *const told = view_add_object(errors);
        const char *at = NULL;
        const struct span words = label(rq, error->parameter, context, &at);

        view_set_text(told, "text", error->detail);
        if (words.length > 0) {
            view_set_text(told, "label", words);
            view_set_string(told, "at", at);
        }
    }
    for (unsigned i = rq->error_count; i > 0; i--) /* of two in one field, the first */
        view_set_text(view, member_of(rq, rq->errors[i - 1].parameter, "error"), rq->errors[i - 1].detail);
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        if (param->in == IN_BODY && !param->secret && rq->arguments[i].given)
            view_set_text(view, member_of(rq, span_of(param->name), "value"), rq->arguments[i].text);
    }
}

void branch_names_set(struct request *rq, struct view *view)
{
    const struct rows rows =
        WORK_QUERY(rq, SQL_directory_options, "branches", language_code(rq->language), NULL);
    struct view *const list = view_set_list(view, "branch_names");

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        struct view *const one = view_add_object(list);

        view_set_string(one, "code", cell_string(rq, &rows, i, 0));
        view_set_string(one, "name", cell_string(rq, &rows, i, 1));
    }
}

void form_error_move(struct request *rq, const char *parameter, const char *field)
{
    for (unsigned i = 0; i < rq->error_count; i++) {
        if (span_equal(rq->errors[i].parameter, span_of(parameter)))
            rq->errors[i].parameter = span_of(field);
    }
}

bool form_wrong(struct request *rq)
{
    if (rq->refused && rq->error_count < ERRORS_MAX)
        rq->errors[rq->error_count++] = rq->refusal;
    return rq->error_count > 0;
}

struct reply see_other(struct request *rq, const char *path)
{
    return reply_redirect(rq, 303, page_path(rq, "%s", path));
}

const char *cell_string(struct request *rq, const struct rows *rows, unsigned row, unsigned column)
{
    const struct span text = rows_text(rows, row, column);

    return text.at ? arena_copy(rq->arena, text.at, text.length) : NULL;
}

void seen_look(struct request *rq, struct view *view, const char *status, const char *instead)
{
    static const struct {
        const char *status, *state, *icon;
    } looks[] = {
        { "working", "works", "works" },
        { "limited", "limited", "limited" },
        { "out_of_order", "out", "out" },
    };
    const char *word = "unknown", *state = "unknown", *icon = "unknown";

    for (unsigned i = 0; status && !instead && i < sizeof looks / sizeof *looks; i++) {
        if (strcmp(looks[i].status, status) == 0) {
            word = status;
            state = looks[i].state;
            icon = looks[i].icon;
        }
    }
    view_set_string(view, "state", state);
    view_set_string(view, "icon", icon);
    view_set_bool(view, icon, true);
    view_set_text(view, "word", instead ? i18n_text(rq->language, instead) : words_of(rq, "status", word));
}

void status_look(struct request *rq, struct view *view, const char *status)
{
    seen_look(rq, view, status, NULL);
}

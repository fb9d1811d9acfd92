/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields of a form that edits a row, from the parameters of the operation that does the same. */
#include "directory_parts.h"

#include "branchlight/coordinates.h"
#include "map.h"
#include "queries.h"

#include <stdarg.h>
#include <stdio.h>

static const struct param body[] = {
    { "coordinates", IN_BODY, T_TEXT, .max = 500, .summary = "The place, in any usual form" },
    { "version", IN_BODY, T_INT, .min = 1, .max = 999999999, .summary = "Of the row that the form showed" },
    { "base", IN_BODY, T_TEXT, .max = 40000, .lines = true, .summary = "That row" },
    ONCE_PARAM,
    { "reason", IN_BODY, T_TEXT, .max = 500, .summary = "Why, for the history" },
};
const struct param_set form_body = { body, sizeof body / sizeof *body };

enum { LONG_TEXT = 2000 }; /* characters; more take more lines to write them in */

/* ---- what was sent ---- */

void coordinates_take(struct request *rq)
{
    static const char *const members[] = { "location.latitude", "location.longitude", "location.precision" };
    const struct argument *const pasted = arg(rq, "coordinates");
    double latitude, longitude;

    if (pasted->given && !coordinates_parse(pasted->text, &latitude, &longitude)) {
        param_error(rq, "coordinates", "coordinates", NULL);
    } else if (pasted->given) {
        arg_give(rq, members[0], arena_printf(rq->arena, "%.6f", latitude));
        arg_give(rq, members[1], arena_printf(rq->arena, "%.6f", longitude));
    } else if (pasted->cleared) {
        for (unsigned i = 0; i < 3; i++) {
            struct argument *const argument = &rq->arguments[arg(rq, members[i]) - rq->arguments];

            *argument = (struct argument){ .cleared = true };
        }
    }
}

/* What may not be empty is told of here: a form sends every field. */
static void kept_check(struct request *rq, const struct param_set *set)
{
    for (unsigned i = 0; i < set->count; i++) {
        if (set->params[i].kept && arg(rq, set->params[i].name)->cleared)
            param_error(rq, set->params[i].name, "required", NULL);
    }
}

const char *form_patch(struct request *rq, const struct param_set *set)
{
    const char *const patch = patch_of(rq, set), *const base = arg_value(rq, "base");

    if (!base)
        return patch;
    kept_check(rq, set);
    const struct rows rows = WORK_QUERY(rq, SQL_patch_reduced, patch, base);

    return rows.ok && rows.count == 1 ? cell_string(rq, &rows, 0, 0) : patch;
}

/* Whether everything that is asked for has been done already. */
static bool done_already(struct request *rq, enum row_kind kind, const char *patch, bool publish)
{
    const struct rows differences = row_differences(rq, kind, rq->object, patch);
    const struct span row = row_read(rq, kind, rq->object, NULL);

    return differences.ok && differences.count == 0 && row.at &&
           (!publish || ready_text(rq->arena, row, "published_at").at);
}

struct reply row_form_save(struct request *rq, const struct row_form *form, const char *patch,
                           const struct query *publish)
{
    rq->version = arg(rq, "version")->integer;
    if (form_wrong(rq))
        return form->show(rq, 422, patch, false);
    if (row_lock(rq, form->kind, rq->object)) {
        row_change(rq, form->kind, patch);
        if (rq->error_count > 0)
            return form->show(rq, 422, patch, false);
        if (publish)
            work_query(rq, publish, 1, &rq->object);
    } else if (!done_already(rq, form->kind, patch, publish != NULL)) {
        return form->show(rq, 412, patch, true);
    }
    const struct span row = row_read(rq, form->kind, rq->object, NULL);
    const struct span code = ready_text(rq->arena, row, "code");

    return see_other(rq, arena_printf(rq->arena, "staff/directory/%s/%.*s?%s=true", form->path,
                                      (int)code.length, code.at, publish ? "published" : "saved"));
}

bool row_form_hold(struct request *rq, const struct row_form *form, struct reply *ret_instead)
{
    rq->error_count = 0; /* no field is needed */
    rq->version = arg(rq, "version")->integer;
    if (form_wrong(rq)) {
        *ret_instead = form->show(rq, 409, NULL, false);
        return false;
    }
    if (row_lock(rq, form->kind, rq->object))
        return true;
    *ret_instead = form->show(rq, 412, NULL, true);
    return false;
}

/* ---- what is shown ---- */

/* A member, "notes.lt" of the object in `notes`; at == NULL where it isn't there or is null. */
static struct span member_at(struct request *rq, struct span row, const char *name)
{
    const char *const dot = strchr(name, '.');

    if (!row.at)
        return row;
    if (!dot)
        return ready_member(row, name);
    const struct span object = ready_member(row, arena_copy(rq->arena, name, (size_t)(dot - name)));

    return object.at ? ready_member(object, dot + 1) : object;
}

/* Whether a patch says anything of a member. ready_member() can't tell null from absent. */
static bool names(struct request *rq, const char *patch, const char *name)
{
    const char *const dot = strchr(name, '.');
    struct span rest = span_of(patch), member, value;

    if (!patch)
        return false;
    const struct span wanted = { name, dot ? (size_t)(dot - name) : strlen(name) };

    while (ready_next(&rest, &member, &value)) {
        if (span_equal(member, wanted))
            return !dot || names(rq, arena_copy(rq->arena, value.at, value.length), dot + 1);
    }
    return false;
}

static struct span text_at(struct request *rq, struct span row, const char *name)
{
    const struct span value = member_at(rq, row, name);

    if (!value.at || value.length == 0 || value.at[0] == '[')
        return (struct span){ 0 };
    return value.at[0] == '"' ? ready_value(rq->arena, value) : value;
}

static bool listed(struct request *rq, struct span row, const char *name, struct span code)
{
    struct span rest = member_at(rq, row, name), item;

    while (rest.at && rest.length > 0 && rest.at[0] == '[' && ready_next(&rest, NULL, &item)) {
        if (span_equal(ready_value(rq->arena, item), code))
            return true;
    }
    return false;
}

static const char *key_of(const struct field *field)
{
    return field->words ? field->words : field->name;
}

static struct span word(struct request *rq, const char *name, const char *value)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "directory.%s.%s", name, value));
}

static bool option_add(struct view *list, struct span value, struct span title, bool chosen)
{
    struct view *const option = view_add_object(list);

    view_set_text(option, "value", value);
    view_set_text(option, "title", title);
    view_set_bool(option, "chosen", chosen);
    return chosen;
}

static bool chosen(struct request *rq, const struct field *field, struct span row, struct span code)
{
    if (field->preset && !text_at(rq, row, field->name).at)
        return span_equal(span_of(field->preset), code);
    return field->look == FIELD_BOXES ? listed(rq, row, field->name, code)
                                      : span_equal(text_at(rq, row, field->name), code);
}

/* Those that the table, or the code, knows. */
static bool known_options(struct request *rq, struct view *list, const struct field *field,
                          const struct param *param, struct span row)
{
    static const char *const truth[] = { "true", "false", NULL };
    const char *const *choices = param->type == T_BOOL ? truth : param->choices;
    bool any = false;

    for (unsigned i = 0; !field->options && choices && choices[i]; i++)
        any |= option_add(list, span_of(choices[i]), word(rq, key_of(field), choices[i]),
                          chosen(rq, field, row, span_of(choices[i])));
    for (const char *at = field->options && *field->options == '=' ? field->options + 1 : ""; *at;) {
        const size_t length = strcspn(at, ",");
        const struct span code = { arena_copy(rq->arena, at, length), length };

        any |= option_add(list, code, word(rq, key_of(field), code.at), chosen(rq, field, row, code));
        at += length + (at[length] == ',');
    }
    return any;
}

static bool stored_options(struct request *rq, struct view *list, const struct field *field, struct span row)
{
    const struct rows rows =
        WORK_QUERY(rq, SQL_directory_options, field->options, language_code(rq->language), rq->object);
    bool any = false;

    for (unsigned i = 0; rows.ok && i < rows.count; i++)
        any |= option_add(list, rows_text(&rows, i, 0), rows_text(&rows, i, 1),
                          chosen(rq, field, row, rows_text(&rows, i, 0)));
    return any;
}

static void options_set(struct request *rq, struct view *shown, const struct field *field,
                        const struct param *param, struct span row)
{
    struct view *const list = view_set_list(shown, "options");
    const bool select = field->look == FIELD_SELECT;
    const struct span now = text_at(rq, row, field->name);

    if (select && !param->kept && !param->required)
        option_add(list, SPAN(""), i18n_text(rq->language, "directory.unsaid"), !now.at);
    const bool any = field->options && *field->options != '=' ? stored_options(rq, list, field, row)
                                                              : known_options(rq, list, field, param, row);

    /* What isn't among them stays as it is, unless somebody chooses another. */
    if (select && !any && now.at)
        option_add(list, now, now, true);
}

/* "56.06251, 24.39965" */
static struct span coordinates_of(struct request *rq, struct span row)
{
    const struct span latitude = member_at(rq, row, "location.latitude");
    const struct span longitude = member_at(rq, row, "location.longitude");

    if (!latitude.at || !longitude.at)
        return (struct span){ 0 };
    return span_of(arena_printf(rq->arena, "%.*s, %.*s", (int)latitude.length, latitude.at,
                                (int)longitude.length, longitude.at));
}

/* The map to mark the place on: around where it is, or a new branch's library has others. */
static void pick_set(struct request *rq, struct view *shown, struct span row)
{
    const struct span at = coordinates_of(rq, row);
    double latitude, longitude;
    bool located = at.at && coordinates_parse(at, &latitude, &longitude);

    if (!located && !row.at) {
        const struct rows rows = WORK_QUERY(rq, SQL_library_place, rq->object);
        const char *const other = rows.ok && rows.count == 1
                                      ? arena_printf(rq->arena, "%s, %s", cell_string(rq, &rows, 0, 0),
                                                     cell_string(rq, &rows, 0, 1))
                                      : NULL;

        located = other && coordinates_parse(span_of(other), &latitude, &longitude);
    }
    map_ground_set(rq, shown, located ? &latitude : NULL, located ? &longitude : NULL);
}

static bool error_of(const struct field *field, struct span parameter)
{
    return span_equal(parameter, span_of(field->name)) ||
           (field->look == FIELD_COORDINATES && span_starts(parameter, SPAN("location.l")));
}

static bool errors_set(struct request *rq, struct view *shown, const struct field *field)
{
    bool wrong = false;

    for (unsigned i = 0; i < rq->error_count; i++) {
        if (!error_of(field, rq->errors[i].parameter))
            continue;
        view_set_text(shown, "error", rq->errors[i].detail);
        wrong = true;
    }
    return wrong;
}

static void id_add(struct buffer *ids, bool there, const struct field *field, const char *what)
{
    if (there)
        buffer_printf(ids, "%s%s-%s", ids->length ? " " : "", field->name, what);
}

/* What is read out with a field: what is wrong first, then what others wrote, then how it is filled in. */
static void described_set(struct request *rq, struct view *shown, const struct field *field, bool wrong,
                          bool theirs)
{
    struct buffer ids = buffer_in(rq->arena, 64);

    id_add(&ids, wrong, field, "error");
    id_add(&ids, theirs, field, "theirs");
    id_add(&ids, field->hint, field, "hint");
    if (ids.length)
        view_set_text(shown, "described", buffer_bytes(&ids));
}

/* The words of a field of the directory, and its id. */
static struct span label_of(struct request *rq, struct span parameter, const void *context,
                            const char **ret_at)
{
    const struct form *const form = context;

    for (unsigned i = 0; i < form->count; i++) {
        const struct field *const field = &form->fields[i];

        if (!error_of(field, parameter))
            continue;
        if (field->later && !form->id)
            break; /* the form has no such field yet */
        *ret_at = field->name;
        return words_of(rq, "directory.field", key_of(field));
    }
    return form_field_label(rq, parameter, NULL, ret_at);
}

/* What is stored, in words: what somebody else has put there meanwhile, or for who may only read. */
static struct span current(struct request *rq, const struct field *field, struct span row)
{
    const struct span text =
        field->look == FIELD_COORDINATES ? coordinates_of(rq, row) : text_at(rq, row, field->name);
    const struct span list = member_at(rq, row, field->name);

    if (field->look == FIELD_BOXES)
        return list.at ? list : SPAN("[]");
    if (!text.at)
        return i18n_text(rq->language, "directory.nothing");
    if (field->look == FIELD_SELECT && !field->options)
        return word(rq, key_of(field), string_of(rq->arena, text));
    return text;
}

static bool touched(struct request *rq, const struct form *form, const struct field *field)
{
    return field->look == FIELD_COORDINATES
               ? names(rq, form->patch, "location.latitude") || names(rq, form->patch, "location.longitude")
               : names(rq, form->patch, field->name);
}

/* What a phone offers to type it with; NULL: letters. */
static const char *keyboard_of(const struct field *field)
{
    if (strcmp(field->name, "phone") == 0)
        return "tel";
    return strcmp(field->name, "website") == 0 || strcmp(field->name, "self_service") == 0 ? "url" : NULL;
}

static void field_set(struct request *rq, struct view *shown, const struct form *form,
                      const struct field *field, struct span row)
{
    static const char *const looks[] = { "line", "area", "select", "boxes", "line" };
    const bool mine = touched(rq, form, field);
    const struct span from = mine ? span_of(form->patch) : row;
    const struct argument *const argument = arg(rq, field->name);
    const struct param *const param =
        operation_param(rq->route->operation, (unsigned)(argument - rq->arguments));

    view_set_string(shown, "name", field->name);
    view_set_text(shown, "label", words_of(rq, "directory.field", key_of(field)));
    view_set_bool(shown, "wide", field->wide);
    view_set_string(shown, "keyboard", keyboard_of(field));
    if (form->reading) {
        view_set_text(shown, "read",
                      text_at(rq, row, field->name).at ? current(rq, field, row)
                                                       : i18n_text(rq->language, "directory.unsaid"));
        return;
    }
    if (field->hint)
        view_set_text(shown, "hint", words_of(rq, "directory.hint", key_of(field)));
    view_set_bool(shown, looks[field->look], true);
    view_set_bool(shown, "required", param->required || (param->kept && form->id));
    view_set_int(shown, "max", param->max > 0 ? param->max : 40);
    view_set_int(shown, "rows", param->max > LONG_TEXT ? 5 : 2);
    if (field->look == FIELD_COORDINATES && argument->given && rq->error_count > 0)
        view_set_text(shown, "value", argument->text);
    else
        view_set_text(shown, "value",
                      field->look == FIELD_COORDINATES ? coordinates_of(rq, from)
                                                       : text_at(rq, from, field->name));
    if (field->look == FIELD_COORDINATES)
        pick_set(rq, shown, row);
    if (field->look == FIELD_SELECT || field->look == FIELD_BOXES)
        options_set(rq, shown, field, param, from);
    const bool theirs = form->conflict && mine;

    described_set(rq, shown, field, errors_set(rq, shown, field), theirs);
    if (theirs)
        view_set_text(shown, "theirs", current(rq, field, row));
}

void directory_form_set(struct request *rq, struct view *view, const struct form *form)
{
    int64_t version = 0;
    const struct span row = form->id ? row_read(rq, form->kind, form->id, &version) : (struct span){ 0 };

    view_set_string(view, "reason", arg_value(rq, "reason"));
    struct view *const sections = view_set_list(view, "sections");
    struct view *fields = NULL;

    form_labelled_set(rq, view, label_of, form);
    view_set_bool(view, "conflict", form->conflict && form->patch);
    view_set_bool(view, "outdated", form->conflict && !form->patch); /* a button, with nothing typed */
    view_set_bool(view, "reading", form->reading);
    if (!form->id)
        once_set(rq, view);
    if (row.at && form->patch && !form->conflict && arg_given(rq, "version") && arg_given(rq, "base")) {
        /* Shown again with a mistake, it is still made from the row that it was made from: what somebody else
         * has changed meanwhile is told when it is sent. */
        view_set_int(view, "version", arg(rq, "version")->integer);
        view_set_text(view, "base", arg(rq, "base")->text);
    } else if (row.at) {
        view_set_int(view, "version", version);
        view_set_text(view, "base", row);
    }
    for (unsigned i = 0; i < form->count; i++) {
        if (form->fields[i].later && !form->id)
            continue;
        if (form->fields[i].section) {
            struct view *const section = view_add_object(sections);

            view_set_text(section, "title", word(rq, "section", form->fields[i].section));
            fields = view_set_list(section, "fields");
        }
        field_set(rq, view_add_object(fields), form, &form->fields[i], row);
    }
}

struct view *directory_view(struct request *rq, const char *title_key, const char *path)
{
    return staff_view(rq, i18n_text(rq->language, title_key), path, "directory");
}

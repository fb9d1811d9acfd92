/* SPDX-License-Identifier: Apache-2.0
 *
 * Arguments from a body: a JSON object or an HTML form, decoded into the same arguments. A JSON object's
 * members are taken by the table's names, objects in it by "member.member". */
#include "params.h"

#include "branchlight/buffer.h"
#include "branchlight/i18n.h"

#include <jansson.h>
#include <strings.h>

enum { DEPTH_MAX = 32, NAME_MAX_BYTES = 64 };

/* Counted before anything is parsed: a parser's recursion isn't a client's to choose. */
static bool too_deep(struct span json)
{
    unsigned depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < json.length; i++) {
        const char byte = json.at[i];

        if (quoted && byte == '\\')
            i++;
        else if (byte == '"')
            quoted = !quoted;
        else if (!quoted && (byte == '{' || byte == '['))
            depth++;
        else if (!quoted && (byte == '}' || byte == ']') && depth > 0)
            depth--;
        if (depth > DEPTH_MAX)
            return true;
    }
    return false;
}

static void wrong(struct request *rq, const char *name, const char *code)
{
    param_note(rq, true, span_of(name), code,
               i18n_text(rq->language, arena_printf(rq->arena, "parameter.%s", code)));
}

static bool wants_number(enum param_type type)
{
    return type == T_INT || type == T_NUMBER;
}

static bool wants_list(enum param_type type)
{
    return type == T_CHOICES || type == T_CODES;
}

/* A list of texts as a query writes it; at == NULL where it is none. */
static struct span joined(struct request *rq, const json_t *list)
{
    struct buffer out = buffer_in(rq->arena, 64);
    const json_t *item;
    size_t i;

    json_array_foreach(list, i, item)
    {
        if (!json_is_string(item) || memchr(json_string_value(item), ',', json_string_length(item)))
            return (struct span){ 0 };
        if (i > 0)
            buffer_char(&out, ',');
        buffer_add(&out, json_string_value(item), json_string_length(item));
    }
    return buffer_bytes(&out);
}

static int text_add(const char *text, size_t length, void *out)
{
    buffer_add(out, text, length);
    return 0;
}

/* A list of objects as its text; at == NULL where it is none. What is in them, the database judges. */
static struct span objects(struct request *rq, const struct param *param, const json_t *list)
{
    struct buffer out = buffer_in(rq->arena, 256);
    const json_t *item;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) > (size_t)param->max)
        return (struct span){ 0 };
    json_array_foreach(list, i, item)
    {
        if (!json_is_object(item))
            return (struct span){ 0 };
    }
    json_dump_callback(list, text_add, &out, JSON_COMPACT);
    return buffer_bytes(&out);
}

/* The value as it would stand in a query; at == NULL where it is of another type than the parameter. */
static struct span text_of(struct request *rq, const struct param *param, const json_t *value)
{
    if (param->type == T_OBJECTS)
        return objects(rq, param, value);
    if (json_is_string(value) && !wants_number(param->type) && param->type != T_BOOL &&
        !wants_list(param->type))
        return span_of(arena_copy(rq->arena, json_string_value(value), json_string_length(value)));
    if (json_is_integer(value) && wants_number(param->type))
        return span_of(arena_printf(rq->arena, "%lld", (long long)json_integer_value(value)));
    if (json_is_real(value) && param->type == T_NUMBER)
        return span_of(arena_printf(rq->arena, "%.9f", json_real_value(value)));
    if (json_is_boolean(value) && param->type == T_BOOL)
        return span_of(json_is_true(value) ? "true" : "false");
    if (json_is_array(value) && wants_list(param->type))
        return joined(rq, value);
    return (struct span){ 0 };
}

static void members_take(struct request *rq, const char *under, json_t *object);

/* Whether there is "notes.lt" or another of the kind; clears them all: null for "notes" is null for each. */
static bool any_under(struct request *rq, const char *name, bool clear)
{
    const size_t length = strlen(name);
    const struct param *param;
    bool any = false;

    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        if (param->in != IN_BODY || strncmp(param->name, name, length) != 0 || param->name[length] != '.')
            continue;
        rq->arguments[i].cleared |= clear;
        any = true;
    }
    return any;
}

static void member_take(struct request *rq, const char *name, json_t *value)
{
    const int index = operation_param_index(rq->route->operation, span_of(name));
    const struct param *const param =
        index < 0 ? NULL : operation_param(rq->route->operation, (unsigned)index);

    if (!param && json_is_object(value) && !strchr(name, '.') &&
        (json_object_size(value) > 0 || any_under(rq, name, false))) {
        members_take(rq, name, value); /* an empty object says nothing (RFC 7396) */
    } else if (!param && json_is_null(value) && any_under(rq, name, true)) {
        return;
    } else if (!param || param->in != IN_BODY) {
        wrong(rq, name, "unknown_member");
    } else if (json_is_null(value) ||
               (wants_list(param->type) && json_array_size(value) == 0 && json_is_array(value))) {
        rq->arguments[index].cleared = true;
    } else {
        const struct span text = text_of(rq, param, value);

        if (text.at && !memchr(text.at, '\0', text.length))
            argument_set(rq, (unsigned)index, text);
        else
            wrong(rq, name, "type");
    }
}

static void members_take(struct request *rq, const char *under, json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        member_take(rq,
                    under ? arena_printf(rq->arena, "%s.%.*s", under, NAME_MAX_BYTES, key)
                          : arena_copy(rq->arena, key, strnlen(key, NAME_MAX_BYTES)),
                    value);
    }
}

static void json_release(void *json)
{
    json_decref(json);
}

static enum problem json_take(struct request *rq, struct span body)
{
    json_t *const json =
        too_deep(body) ? NULL : json_loadb(body.at, body.length, JSON_REJECT_DUPLICATES, NULL);

    if (json)
        arena_defer(rq->arena, json_release, json);
    if (!json_is_object(json))
        return PROBLEM_MALFORMED_BODY;
    members_take(rq, NULL, json);
    return PROBLEMS;
}

/* Browsers send lines as CR LF. */
static struct span lines_plain(struct request *rq, struct span text)
{
    char *const plain = arena_copy(rq->arena, text.at, text.length);
    size_t length = 0;

    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != '\r')
            plain[length++] = text.at[i];
    }
    plain[length] = '\0';
    return (struct span){ plain, length };
}

/* Percent-encoding as in a query, but for CR and LF, which only a form may have. Each field is judged alone.
 */
static bool field_decode(struct request *rq, struct span raw, struct span *ret_text)
{
    struct buffer out = buffer_in(rq->arena, raw.length + 1);
    struct span rest = raw, piece;

    while (rest.length > 0) {
        size_t end = 0;
        char line = '\0';

        for (; end < rest.length && !line; end++) {
            if (rest.length - end < 3 || rest.at[end] != '%' || rest.at[end + 1] != '0')
                continue;
            if (strchr("dDaA9", rest.at[end + 2]) && rest.at[end + 2] != '\0')
                line = (char)(rest.at[end + 2] == '9' ? '\t' : (rest.at[end + 2] | 32) == 'd' ? '\r' : '\n');
        }
        const size_t taken = line ? end - 1 : end;

        if (!http_decode(rq->arena, HTTP_QUERY_PART, (struct span){ rest.at, taken }, &piece))
            return false;
        buffer_span(&out, piece);
        if (line)
            buffer_char(&out, line);
        rest.at += taken + (line ? 3 : 0);
        rest.length -= taken + (line ? 3 : 0);
    }
    *ret_text = lines_plain(rq, buffer_bytes(&out));
    return true;
}

/* Boxes of one name that are ticked are a list; a hidden empty field before them says that none is. */
static void list_add(struct request *rq, unsigned index, struct span value)
{
    const struct span before = rq->arguments[index].text;

    if (rq->arguments[index].given) {
        value = span_of(
            arena_printf(rq->arena, "%.*s,%.*s", (int)before.length, before.at, (int)value.length, value.at));
        rq->arguments[index].given = false;
    }
    argument_set(rq, index, value);
}

/* Keyboards of phones put a space behind each word, and what is pasted brings some along: at the ends of a
 * line they say nothing. Of a passphrase every byte counts, and lines are kept as they are written. */
static struct span edges_cut(struct request *rq, const struct param *param, struct span text)
{
    if (param->secret || param->lines)
        return text;
    text = span_trim(text);
    return (struct span){ arena_copy(rq->arena, text.at, text.length), text.length };
}

/* What a page's form doesn't know is left alone, as unknown parameters of pages are; empty fields say
 * that there is nothing: absent where something is made, cleared where it is changed. */
static void field_take(struct request *rq, struct span raw)
{
    const char *const equals = memchr(raw.at, '=', raw.length);
    const size_t length = equals ? (size_t)(equals - raw.at) : raw.length;
    struct span name, value = { "", 0 };

    if (!http_decode(rq->arena, HTTP_QUERY_PART, (struct span){ raw.at, length }, &name))
        return;
    const int index = operation_param_index(rq->route->operation, name);

    const struct param *const param =
        index < 0 ? NULL : operation_param(rq->route->operation, (unsigned)index);

    if (!param || param->in != IN_BODY)
        return;
    if (equals && !field_decode(rq, (struct span){ equals + 1, raw.length - length - 1 }, &value)) {
        wrong(rq, param->name, "encoding");
        return;
    }
    value = edges_cut(rq, param, value);
    if (value.length == 0)
        rq->arguments[index].cleared = !rq->arguments[index].given;
    else if (wants_list(param->type))
        list_add(rq, (unsigned)index, value);
    else
        argument_set(rq, (unsigned)index, value);
}

static void form_take(struct request *rq, struct span body)
{
    while (body.length > 0) {
        const char *const ampersand = memchr(body.at, '&', body.length);
        const size_t length = ampersand ? (size_t)(ampersand - body.at) : body.length;

        if (length > 0)
            field_take(rq, (struct span){ body.at, length });
        body.at += length + (ampersand ? 1 : 0);
        body.length -= length + (ampersand ? 1 : 0);
    }
}

static bool is_type(struct span header, const char *type)
{
    const size_t length = strlen(type);

    return header.length >= length && strncasecmp(header.at, type, length) == 0 &&
           (header.length == length || header.at[length] == ';' || header.at[length] == ' ');
}

/* A merge patch (RFC 7396) leaves alone what it doesn't name, and may not clear what must be there. */
static void required_check(struct request *rq)
{
    const bool patch = exchange_method(rq->exchange) == HTTP_PATCH;
    const struct param *param;

    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        const struct argument *const argument = &rq->arguments[i];
        const bool missing = patch ? argument->cleared && (param->required || param->kept)
                                   : param->required && !argument->given;

        /* A page's path may say it already. */
        if (param->in != IN_BODY || !missing ||
            operation_param_index(rq->route->operation, span_of(param->name)) != (int)i)
            continue;
        bool told = false;

        for (unsigned e = 0; e < rq->error_count; e++)
            told = told || span_equal(rq->errors[e].parameter, span_of(param->name));
        if (!told)
            wrong(rq, param->name, "required");
    }
}

enum problem body_decode(struct request *rq)
{
    const struct span body = exchange_body(rq->exchange);
    const struct span type = exchange_header(rq->exchange, "Content-Type");
    enum problem problem = PROBLEMS;

    if (body.length > 0 &&
        (is_type(type, "application/json") || is_type(type, "application/merge-patch+json")))
        problem = json_take(rq, body);
    else if (body.length > 0 && is_type(type, "application/x-www-form-urlencoded"))
        form_take(rq, body);
    else if (body.length > 0)
        problem = PROBLEM_UNSUPPORTED_TYPE;
    if (problem != PROBLEMS)
        return problem;
    required_check(rq);
    return rq->error_count > 0 ? PROBLEM_INVALID_BODY : PROBLEMS;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The OpenAPI 3.1 document, printed from the operations' tables; the schemas of what they return are
 * static/api/schemas.json. Pages (operations without a tag) are left out. */
#include "branchlight/openapi.h"

#include "branchlight/assets.h"
#include "branchlight/directory.h"
#include "branchlight/i18n.h"
#include "branchlight/operation.h"
#include "openapi_parts.h"

#include <ctype.h>

static const char *const content_types[FORMATS] = {
    "application/json",  "application/geo+json", "text/csv",      "application/jsonl", "text/html",
    "text/event-stream", "application/atom+xml", "text/calendar",
};

static void member(struct buffer *out, const char *name, const char *text)
{
    json_put_name(out, name);
    json_put_string(out, span_of(text));
}

static void integer(struct buffer *out, const char *name, int64_t value)
{
    json_put_name(out, name);
    buffer_int(out, value);
}

static void choices_write(struct buffer *out, const char *const *choices)
{
    json_put_name(out, "enum");
    buffer_char(out, '[');
    for (unsigned i = 0; choices[i]; i++) {
        if (i > 0)
            buffer_char(out, ',');
        json_put_string(out, span_of(choices[i]));
    }
    buffer_char(out, ']');
}

static void choice_schema(struct buffer *out, const char *const *choices)
{
    member(out, "type", "string");
    choices_write(out, choices);
}

static void numbers_schema(struct buffer *out, int count)
{
    member(out, "type", "array");
    integer(out, "minItems", count);
    integer(out, "maxItems", count);
    json_put_name(out, "items");
    buffer_text(out, "{\"type\":\"number\"}");
}

static void integer_schema(struct buffer *out, const struct param *param)
{
    member(out, "type", "integer");
    integer(out, "minimum", param->min);
    integer(out, "maximum", param->max);
    if (param->fallback)
        integer(out, "default", param->fallback);
}

void openapi_type_write(struct buffer *out, const struct param *param)
{
    switch (param->type) {
    case T_INT:
        integer_schema(out, param);
        break;
    case T_BOOL:
        member(out, "type", "boolean");
        break;
    case T_POSITION:
        numbers_schema(out, 2);
        break;
    case T_BOX:
        numbers_schema(out, 4);
        break;
    case T_CHOICE:
        choice_schema(out, param->choices);
        break;
    case T_LANGUAGE:
        choice_schema(out, language_codes());
        break;
    case T_CHOICES:
        member(out, "type", "array");
        json_put_name(out, "items");
        buffer_char(out, '{');
        choice_schema(out, param->choices);
        buffer_char(out, '}');
        break;
    case T_TEXT:
        member(out, "type", "string");
        integer(out, "minLength", param->min > 1 ? param->min : 1);
        integer(out, "maxLength", param->max);
        break;
    case T_NUMBER:
        member(out, "type", "number");
        integer(out, "minimum", param->min);
        integer(out, "maximum", param->max);
        break;
    case T_CODES:
        buffer_text(
            out, "\"type\":\"array\",\"items\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_-]{1,40}$\"}");
        break;
    case T_OBJECTS:
        buffer_text(out, "\"type\":\"array\",\"items\":{\"type\":\"object\"}");
        integer(out, "maxItems", param->max);
        break;
    case T_EMAIL:
        member(out, "type", "string");
        member(out, "format", "email");
        integer(out, "maxLength", 254);
        break;
    case T_CODE:
        member(out, "type", "string");
        member(out, "pattern", "^[A-Za-z0-9_-]{1,40}$");
        break;
    case T_MOMENT:
    case T_INSTANT:
    case T_AFTER:
        member(out, "type", "string");
        break;
    }
}

static void schema_write(struct buffer *out, const struct param *param)
{
    json_put_name(out, "schema");
    buffer_char(out, '{');
    openapi_type_write(out, param);
    buffer_char(out, '}');
}

static bool is_list(const struct param *param)
{
    return param->type == T_POSITION || param->type == T_BOX || param->type == T_CHOICES;
}

/* The example as the schema's type writes it: tables have it as it stands in a URL. */
void openapi_example_write(struct buffer *out, const struct param *param)
{
    const char *at = param->example;
    json_put_name(out, "example");
    if (param->type == T_INT || param->type == T_NUMBER || param->type == T_BOOL ||
        param->type == T_OBJECTS) {
        buffer_text(out, at);
    } else if (param->type == T_POSITION || param->type == T_BOX) {
        buffer_printf(out, "[%s]", at);
    } else if (param->type == T_CHOICES || param->type == T_CODES) {
        for (char before = '['; *at; before = ',') {
            const size_t length = strcspn(at, ",");
            buffer_char(out, before);
            json_put_string(out, (struct span){ at, length });
            at += length + (at[length] == ',');
        }
        buffer_char(out, ']');
    } else {
        json_put_string(out, span_of(at));
    }
}

static void param_write(struct buffer *out, const struct param *param)
{
    buffer_char(out, '{');
    member(out, "name", param->name);
    member(out, "in", param->in == IN_PATH ? "path" : "query");
    member(out, "description", param->summary);
    if (param->in == IN_PATH)
        buffer_text(out, ",\"required\":true");
    if (is_list(param))
        buffer_text(out, ",\"style\":\"form\",\"explode\":false");
    schema_write(out, param);
    if (param->example)
        openapi_example_write(out, param);
    buffer_char(out, '}');
}

static void response_ref(struct buffer *out, const char *status, const char *name)
{
    json_put_name(out, status);
    buffer_printf(out, "{\"$ref\":\"#/components/responses/%s\"}", name);
}

/* GeoJSON has one schema for all; a line of JSON Lines is one item of the list, which OpenAPI can only call
 * text. */
static void content_write(struct buffer *out, const struct operation *operation, enum format format)
{
    json_put_name(out, content_types[format]);
    if (format == FORMAT_JSON)
        buffer_printf(out, "{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}", operation->returns);
    else if (format == FORMAT_GEOJSON)
        buffer_text(out, "{\"schema\":{\"$ref\":\"#/components/schemas/FeatureCollection\"}}");
    else
        buffer_text(out, "{\"schema\":{\"type\":\"string\"}}");
}

static bool has_codes(const struct operation *operation)
{
    const struct param *param;
    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        if (param->in == IN_PATH && directory_has_codes(param->name))
            return true;
    }
    return false;
}

/* ---- responses ---- */

/* Of an operation in a transaction. */
static void outcomes_write(struct buffer *out, const struct route *route)
{
    const struct operation *const operation = route->operation;

    if (route->method == HTTP_GET && has_codes(operation))
        response_ref(out, "301", "Moved");
    response_ref(out, "400", "InvalidParameters");
    response_ref(out, "401", "Unauthenticated");
    response_ref(out, "403", "Forbidden");
    response_ref(out, "404", "NotFound");
    response_ref(out, "406", "NotAcceptable");
    if (route->method == HTTP_GET && has_codes(operation))
        response_ref(out, "410", "Gone");
    if (route->method != HTTP_GET)
        response_ref(out, "409", "Conflict");
    if (operation->matches) {
        response_ref(out, "412", "Outdated");
        response_ref(out, "428", "PreconditionRequired");
    }
    if (operation_takes(operation, IN_BODY) || operation->fresh || operation->matches) {
        response_ref(out, "413", "TooLarge");
        response_ref(out, "415", "UnsupportedType");
        response_ref(out, "422", "InvalidBody");
        response_ref(out, "429", "TooManyAttempts");
    }
    response_ref(out, "503", "NotReady");
}

static void responses_write(struct buffer *out, const struct route *route)
{
    const struct operation *operation = route->operation;
    const unsigned formats = operation->formats ? operation->formats : FORMAT_BIT(FORMAT_JSON);
    json_put_name(out, "responses");
    buffer_char(out, '{');
    json_put_name(out, route->method == HTTP_POST && !operation->matches ? "201" : "200");
    buffer_char(out, '{');
    member(out, "description", operation->summary);
    json_put_name(out, "content");
    buffer_char(out, '{');
    for (unsigned format = 0; format < FORMATS; format++) {
        if (formats & FORMAT_BIT(format))
            content_write(out, operation, (enum format)format);
    }
    buffer_text(out, "}}");
    if (operation->run) {
        outcomes_write(out, route);
        buffer_char(out, '}');
        return;
    }
    if (has_codes(operation))
        response_ref(out, "301", "Moved");
    if (!(formats & FORMAT_BIT(FORMAT_EVENTS)))
        buffer_text(out, ",\"304\":{\"description\":\"Not changed since the ETag in If-None-Match\"}");
    response_ref(out, "400", "InvalidParameters");
    if (operation_takes(operation, IN_PATH))
        response_ref(out, "404", "NotFound");
    response_ref(out, "406", "NotAcceptable");
    if (has_codes(operation))
        response_ref(out, "410", "Gone");
    response_ref(out, "412", "PreconditionFailed");
    response_ref(out, "503", "NotReady");
    buffer_char(out, '}');
}

static void operation_write(struct buffer *out, const struct route *route)
{
    const struct operation *operation = route->operation;
    const struct param *param;
    const char *before = "";
    buffer_char(out, '{');
    member(out, "operationId", route->name);
    member(out, "summary", operation->summary);
    if (operation->description)
        member(out, "description", operation->description);
    json_put_name(out, "tags");
    buffer_char(out, '[');
    json_put_string(out, span_of(operation->tag));
    buffer_char(out, ']');
    json_put_name(out, "parameters");
    buffer_char(out, '[');
    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        if (param->in == IN_BODY)
            continue;
        buffer_text(out, before);
        param_write(out, param);
        before = ",";
    }
    if (operation->fresh) {
        buffer_printf(out, "%s{\"$ref\":\"#/components/parameters/IdempotencyKey\"}", before);
        before = ",";
    }
    if (operation->matches)
        buffer_printf(out, "%s{\"$ref\":\"#/components/parameters/IfMatch\"}", before);
    buffer_char(out, ']');
    if (operation_takes(operation, IN_BODY))
        openapi_body_write(out, operation, route->method == HTTP_PATCH);
    if (operation->access == ACCESS_SIGNED_IN)
        buffer_text(out, ",\"security\":[{\"session\":[]},{\"key\":[]}]");
    responses_write(out, route);
    buffer_char(out, '}');
}

static void method_write(struct buffer *out, enum http_method method)
{
    char name[16] = { 0 };
    const char *upper = http_method_name(method);
    for (unsigned i = 0; upper[i] && i + 1 < sizeof name; i++)
        name[i] = (char)tolower((unsigned char)upper[i]);
    json_put_name(out, name);
}

static void tags_write(struct buffer *out)
{
    const char *last = NULL;
    json_put_name(out, "tags");
    buffer_char(out, '[');
    for (unsigned i = 0; i < route_count; i++) { /* routes.def groups the routes by tag */
        const char *tag = routes[i].operation->tag;
        if (!tag || (last && strcmp(last, tag) == 0))
            continue;
        buffer_text(out, last ? ",{" : "{");
        member(out, "name", tag);
        buffer_char(out, '}');
        last = tag;
    }
    buffer_char(out, ']');
}

/* One path is one object, whatever the methods. */
static bool first_of_path(unsigned i)
{
    for (unsigned j = 0; j < i; j++) {
        if (strcmp(routes[j].path, routes[i].path) == 0)
            return false;
    }
    return true;
}

void operations_write(struct buffer *out)
{
    for (unsigned i = 0; i < route_count; i++) {
        const struct operation *operation = routes[i].operation;
        buffer_text(out, i == 0 ? "[{" : ",\n{");
        member(out, "name", routes[i].name);
        member(out, "method", http_method_name(routes[i].method));
        member(out, "path", routes[i].path);
        json_put_name(out, "page");
        json_put_bool(out, operation->formats == FORMAT_BIT(FORMAT_HTML));
        json_put_name(out, "signed_in");
        json_put_bool(out, operation->access == ACCESS_SIGNED_IN);
        member(out, "action", action_name(operation->action));
        json_put_name(out, "creates");
        json_put_bool(out, operation->fresh);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

void openapi_write(struct buffer *out, const char *server_url)
{
    const struct asset *schemas = asset_find(SPAN("static/api/schemas.json"));
    buffer_char(out, '{');
    member(out, "openapi", "3.1.0");
    buffer_text(out, ",\"info\":{");
    member(out, "title", "Branchlight");
    member(out, "summary", "Libraries, their self-service points, and whether each works and is open now");
    member(out, "description",
           "Reading needs no key and no cookie; what staff change needs a session or a key. Distances are "
           "metres, "
           "instants are UTC "
           "(RFC 3339), positions are WGS 84 degrees. Lists are paged: follow `next` with `after`.");
    member(out, "version", BRANCHLIGHT_VERSION);
    buffer_text(out, ",\"license\":{\"name\":\"Data: CC BY "
                     "4.0\",\"url\":\"https://creativecommons.org/licenses/by/4.0/\"}}");
    buffer_text(out, ",\"servers\":[{");
    member(out, "url", server_url);
    buffer_text(out, "}],\"security\":[]");
    tags_write(out);
    json_put_name(out, "paths");
    buffer_char(out, '{');
    for (unsigned i = 0; i < route_count; i++) {
        if (!routes[i].operation->tag)
            continue;
        if (!first_of_path(i))
            continue;
        json_put_name(out, routes[i].path);
        buffer_char(out, '{');
        for (unsigned j = i; j < route_count; j++) {
            if (strcmp(routes[j].path, routes[i].path) != 0 || !routes[j].operation->tag)
                continue;
            method_write(out, routes[j].method);
            operation_write(out, &routes[j]);
        }
        buffer_char(out, '}');
    }
    buffer_char(out, '}');
    json_put_name(out, "components");
    buffer_span(out, schemas->bytes);
    buffer_char(out, '}');
}

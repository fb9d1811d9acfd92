/* SPDX-License-Identifier: Apache-2.0
 *
 * The bodies of the OpenAPI document: members with a dot in their names stand in objects of their own. */
#include "branchlight/operation.h"
#include "openapi_parts.h"

#include <string.h>

/* In a merge patch null takes away what may be absent. */
static void property_write(struct buffer *out, const struct param *param, const char *name, bool patch)
{
    const bool nullable = patch && !param->required && !param->kept;

    json_put_name(out, name);
    buffer_text(out, nullable ? "{\"anyOf\":[{" : "{");
    openapi_type_write(out, param);
    if (nullable)
        buffer_text(out, "},{\"type\":\"null\"}]");
    json_put_name(out, "description");
    json_put_string(out, span_of(param->summary));
    if (param->example)
        openapi_example_write(out, param);
    buffer_char(out, '}');
}

/* The required members of an object of the body, or of the body itself: an object whose members are required
 * is so, too. */
static void required_write(struct buffer *out, const struct operation *operation, struct span object)
{
    const struct param *param;
    struct span last = { 0 };

    json_put_name(out, "required");
    buffer_char(out, '[');
    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        const char *const dot = strchr(param->name, '.');
        const struct span its = { param->name, dot ? (size_t)(dot - param->name) : 0 };
        struct span name = span_of(dot ? dot + 1 : param->name);

        if (dot && object.length == 0)
            name = its;
        if (param->in != IN_BODY || !param->required || span_equal(name, last) ||
            (object.length > 0 && !span_equal(its, object)))
            continue;
        buffer_text(out, last.at ? "," : "");
        json_put_string(out, name);
        last = name;
    }
    buffer_char(out, ']');
}

static void object_close(struct buffer *out, const struct operation *operation, struct span object,
                         bool patch)
{
    buffer_char(out, '}');
    if (!patch)
        required_write(out, operation, object);
    buffer_char(out, '}');
}

/* Members of one object stand together in the tables: "components.printer" is one of `components`. */
static void properties_write(struct buffer *out, const struct operation *operation, bool patch)
{
    const struct param *param;
    struct span open = { 0 };

    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        const char *const dot = strchr(param->name, '.');
        const struct span object = { param->name, dot ? (size_t)(dot - param->name) : 0 };

        if (param->in != IN_BODY)
            continue;
        if (open.length > 0 && !span_equal(open, object)) {
            object_close(out, operation, open, patch);
            open.length = 0;
        }
        if (object.length > 0 && open.length == 0) {
            json_put_name(out, arena_copy(out->arena, object.at, object.length));
            buffer_printf(out, "{\"type\":%s,\"additionalProperties\":false,\"properties\":{",
                          patch ? "[\"object\",\"null\"]" : "\"object\"");
            open = object;
        }
        property_write(out, param, dot ? dot + 1 : param->name, patch);
    }
    if (open.length > 0)
        object_close(out, operation, open, patch);
}

void openapi_body_write(struct buffer *out, const struct operation *operation, bool patch)
{
    json_put_name(out, "requestBody");
    buffer_printf(out,
                  "{\"required\":true,\"content\":{\"%s\":{\"schema\":{\"type\":\"object\","
                  "\"additionalProperties\":false,\"properties\":{",
                  patch ? "application/merge-patch+json" : "application/json");
    properties_write(out, operation, patch);
    object_close(out, operation, (struct span){ 0 }, patch);
    buffer_text(out, "}}}");
}

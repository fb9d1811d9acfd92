/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON Schema in words, as far as our own schemas go: members with their types, references as links, allOf
 * merged. */
#include "api_schemas.h"

#include "branchlight/assets.h"
#include "shell.h"

enum { REFERENCE_PREFIX = sizeof "#/components/schemas/" - 1 };

static const char *text_of(const json_t *schema, const char *member)
{
    return json_string_value(json_object_get(schema, member));
}

/* "Branch" of {"$ref": "#/components/schemas/Branch"}; NULL where it is no reference. */
static const char *reference_of(const json_t *schema)
{
    const char *reference = text_of(schema, "$ref");
    return reference ? reference + REFERENCE_PREFIX : NULL;
}

/* "string", "string or null", "one of working, limited". */
static const char *type_of(struct arena *arena, const json_t *schema)
{
    const json_t *values = json_object_get(schema, "enum"), *type = json_object_get(schema, "type");
    const json_t *list = values ? values : type;
    const char *words = NULL;
    size_t i;
    json_t *value;
    if (json_is_string(type) && !values)
        return json_string_value(type);
    json_array_foreach((json_t *)(uintptr_t)list, i, value)
    {
        const char *word = json_is_string(value) ? json_string_value(value) : "null";
        words = words ? arena_printf(arena, "%s%s%s", words, values ? ", " : " or ", word) : word;
    }
    return values && words ? arena_printf(arena, "one of %s", words) : words ? words : "";
}

/* A member's schema: itself, what it refers to, the items of an array, or the first of its alternatives. */
static void type_set(struct arena *arena, struct view *row, const json_t *schema)
{
    const json_t *items = json_object_get(schema, "items");
    const json_t *either = json_array_get(json_object_get(schema, "anyOf"), 0);
    const char *reference = reference_of(items ? items : either ? either : schema);
    view_set_string(row, "link", reference);
    view_set_bool(row, "list", items != NULL);
    view_set_bool(row, "nullable", either != NULL);
    view_set_string(row, "value", reference ? NULL : type_of(arena, items ? items : schema));
}

static void members_add(struct arena *arena, struct view *list, const json_t *schemas, const json_t *schema)
{
    size_t i;
    json_t *part, *member;
    const char *name;
    json_array_foreach(json_object_get(schema, "allOf"), i, part)
    {
        const char *reference = reference_of(part);
        members_add(arena, list, schemas, reference ? json_object_get(schemas, reference) : part);
    }
    json_object_foreach(json_object_get(schema, "properties"), name, member)
    {
        struct view *row = view_add_object(list);
        view_set_string(row, "name", name);
        view_set_string(row, "meaning", text_of(member, "description"));
        type_set(arena, row, member);
    }
}

void api_schemas_set(struct request *rq, struct view *view)
{
    const struct asset *asset = asset_find(SPAN("static/api/schemas.json"));
    json_t *schemas = json_object_get(body_parse(rq->arena, asset->bytes), "schemas"), *schema;
    struct view *list = view_set_list(view, "schemas");
    const char *name;
    json_object_foreach(schemas, name, schema)
    {
        struct view *row = view_add_object(list);
        view_set_string(row, "name", name);
        view_set_string(row, "words", text_of(schema, "description"));
        view_set_bool(row, "plain",
                      !json_object_get(schema, "properties") && !json_object_get(schema, "allOf"));
        view_set_string(row, "type", type_of(rq->arena, schema));
        members_add(rq->arena, view_set_list(row, "members"), schemas, schema);
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The short form of a dictionary's entry that rows carry, and its name for people: both cut out of its body
 * when that is loaded, so that an answer only copies bytes. Bodies come from PostgreSQL, so they are
 * well-formed JSON. */
#include "internal.h"

#include "branchlight/buffer.h"

#include <jansson.h>

/* The raw JSON value of a member of the outermost object; at == NULL where it isn't there or null. */
static struct span member_raw(struct span body, struct span name)
{
    if (body.length < 2)
        return (struct span){ 0 };

    const char *at = body.at + 1, *end = body.at + body.length;

    while (at < end && *at == '"') {
        const char *name_end = json_value_end(at, end);
        const char *value = name_end + 1;
        const char *value_end = json_value_end(value, end);
        const struct span found = { at + 1, (size_t)(name_end - at) - 2 };

        if (span_equal(found, name) && *value == 'n')
            break;
        if (span_equal(found, name))
            return (struct span){ value, (size_t)(value_end - value) };
        at = value_end + 1;
    }
    return (struct span){ 0 };
}

static void member_copy(struct buffer *out, struct span body, const char *name, const char *as)
{
    const struct span raw = member_raw(body, span_of(name));

    if (raw.at == NULL)
        return;
    json_put_name(out, as);
    buffer_span(out, raw);
}

struct span reference_make(struct arena *arena, struct span code, struct span body)
{
    struct buffer out = buffer_in(arena, 160);
    const bool titled = member_raw(body, SPAN("title")).at != NULL;

    buffer_char(&out, '{');
    json_put_name(&out, "code");
    json_put_string(&out, code);
    member_copy(&out, body, titled ? "title" : "name", "name");
    member_copy(&out, body, titled ? "title_language" : "name_language", "name_language");
    member_copy(&out, body, "website", "website");
    member_copy(&out, body, "phone", "phone");
    buffer_char(&out, '}');
    return buffer_bytes(&out);
}

struct span label_make(struct arena *arena, struct span code, struct span body)
{
    struct span raw = member_raw(body, SPAN("title"));

    if (raw.at == NULL)
        raw = member_raw(body, SPAN("name"));
    if (raw.length < 2)
        return code;
    if (memchr(raw.at, '\\', raw.length) == NULL)
        return (struct span){ raw.at + 1, raw.length - 2 };

    json_t *text = json_loadb(raw.at, raw.length, JSON_DECODE_ANY, NULL);
    const size_t length = json_string_length(text);
    const struct span label = { arena_copy(arena, length > 0 ? json_string_value(text) : "", length),
                                length };

    json_decref(text);
    return label;
}

static const struct entry_row *row_of(const struct snapshot *snapshot, enum directory_kind kind,
                                      uint32_t index)
{
    const struct dictionary *dictionary = snapshot->dictionaries[kind];

    return index < dictionary->count ? dictionary->rows[index] : NULL;
}

struct span directory_reference(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                                unsigned language)
{
    const struct entry_row *row = row_of(snapshot, kind, index);

    if (row == NULL || language >= DIRECTORY_LANGUAGES_MAX)
        return SPAN("null");
    return row->references_text[language];
}

struct span directory_label(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                            unsigned language)
{
    const struct entry_row *row = row_of(snapshot, kind, index);

    if (row == NULL || language >= DIRECTORY_LANGUAGES_MAX)
        return SPAN("");
    return row->labels[language];
}

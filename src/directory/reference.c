/* SPDX-License-Identifier: Apache-2.0
 *
 * The short form of a dictionary's entry that rows carry, and its name for people: both cut out of its body
 * when that is loaded, so that an answer only copies bytes. Bodies come from PostgreSQL, so they are
 * well-formed JSON. */
#include "internal.h"

#include "branchlight/buffer.h"
#include "branchlight/ready.h"

static void member_copy(struct buffer *out, struct span body, const char *name, const char *as)
{
    const struct span raw = ready_member(body, name);

    if (raw.at == NULL)
        return;
    json_put_name(out, as);
    buffer_span(out, raw);
}

struct span reference_make(struct arena *arena, struct span code, struct span body)
{
    struct buffer out = buffer_in(arena, 160);
    const bool titled = ready_member(body, "title").at != NULL;

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
    struct span raw = ready_member(body, "title");

    if (raw.at == NULL)
        raw = ready_member(body, "name");
    if (raw.length < 2)
        return code;
    return ready_value(arena, raw);
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer's side of dictionaries: entries as they arrive. An index is given out when a code is first met,
 * in whatever order rows arrive, and never taken back: a row that is not published any more leaves its index
 * behind, so that blocks need not be rewritten when a dictionary changes.
 */
#include "internal.h"

#include "branchlight/fold.h"
#include "branchlight/ready.h"

#include <string.h>

static void buckets_put(uint32_t *buckets, uint32_t bucket_count, struct span code, uint32_t index)
{
    uint32_t at = (uint32_t)hash_bytes(code.at, code.length) & (bucket_count - 1);

    while (buckets[at] != 0)
        at = (at + 1) & (bucket_count - 1);
    buckets[at] = index + 1;
}

static struct entry_row *entry_row_alloc(size_t text)
{
    struct entry_row *row = heap_calloc(1, sizeof(*row) + text);

    row->references = 1;
    row->organization = DIRECTORY_NONE;
    row->municipality = DIRECTORY_NONE;
    return row;
}

static struct span put(char **at, struct span text)
{
    const struct span copy = { text.at == NULL ? NULL : *at, text.length };

    if (text.at == NULL) /* and empty */
        return copy;
    memcpy(*at, text.at, text.length);
    *at += text.length;
    return copy;
}

/* An entry that is not published: its code alone. Codes need no escaping. */
static struct entry_row *entry_row_bare(struct span code)
{
    static const struct span before = { "{\"code\":\"", 9 }, after = { "\"}", 2 };
    struct entry_row *row = entry_row_alloc(2 * code.length + before.length + after.length);
    char *at = (char *)(row + 1), *reference;

    row->code = put(&at, code);
    reference = at;
    put(&at, before);
    put(&at, code);
    put(&at, after);
    for (unsigned i = 0; i < DIRECTORY_LANGUAGES_MAX; i++) {
        row->references_text[i] = (struct span){ reference, (size_t)(at - reference) };
        row->labels[i] = row->code;
    }
    return row;
}

void entry_row_drop(struct entry_row *row)
{
    if (--row->references == 0)
        free(row);
}

static void entries_widen(struct entries *entries)
{
    free(entries->buckets);
    entries->bucket_count = entries->bucket_count == 0 ? 64 : entries->bucket_count * 2;
    entries->buckets = heap_calloc(entries->bucket_count, sizeof(uint32_t));
    for (uint32_t i = 0; i < entries->count; i++)
        buckets_put(entries->buckets, entries->bucket_count, entries->rows[i]->code, i);
}

uint32_t entries_intern(struct entries *entries, struct span code)
{
    if (code.length == 0)
        return DIRECTORY_NONE;

    const uint32_t known = buckets_find(entries->buckets, entries->bucket_count, entries->rows, code);

    if (known != DIRECTORY_NONE)
        return known;
    if ((entries->count + 1) * 2 > entries->bucket_count)
        entries_widen(entries);
    if (entries->count == entries->capacity) {
        entries->capacity = entries->capacity == 0 ? 32 : entries->capacity * 2;
        entries->rows = heap_grow(entries->rows, entries->capacity * sizeof(struct entry_row *));
    }

    struct entry_row *row = entry_row_bare(code);

    buckets_put(entries->buckets, entries->bucket_count, code, entries->count);
    entries->rows[entries->count] = row;
    entries->changed = true;
    return entries->count++;
}

/* The short forms of an entry in every language, beside its other text. */
struct short_forms {
    struct span references[DIRECTORY_LANGUAGES_MAX], labels[DIRECTORY_LANGUAGES_MAX];
    size_t bytes;
};

static void short_forms_make(struct directory *directory, const struct entry_input *input,
                             struct short_forms *ret_forms)
{
    struct span bodies[DIRECTORY_LANGUAGES_MAX];

    *ret_forms = (struct short_forms){ 0 };
    bodies_split(directory, input->bodies, bodies);
    for (unsigned i = 0; i < directory->language_count; i++) {
        ret_forms->references[i] = reference_make(directory->scratch, input->code, bodies[i]);
        ret_forms->labels[i] = label_make(directory->scratch, input->code, bodies[i]);
        ret_forms->bytes += ret_forms->references[i].length + ret_forms->labels[i].length;
    }
}

void bodies_split(const struct directory *directory, struct span bodies,
                  struct span ret_bodies[DIRECTORY_LANGUAGES_MAX])
{
    const char *at = bodies.at, *end = at + bodies.length;
    struct span first = { 0 };

    for (unsigned i = 0; i < DIRECTORY_LANGUAGES_MAX; i++)
        ret_bodies[i] = (struct span){ 0 };
    if (bodies.length == 0)
        return;
    for (at++; at < end; at++) {
        const char *name = memchr(at, '"', (size_t)(end - at));
        const char *name_end = name == NULL ? NULL : memchr(name + 1, '"', (size_t)(end - name - 1));
        const char *value = name_end == NULL ? NULL : memchr(name_end, '{', (size_t)(end - name_end));

        if (value == NULL)
            break;
        at = json_value_end(value, end);

        const struct span code = { name + 1, (size_t)(name_end - name - 1) },
                          body = { value, (size_t)(at - value) };

        if (first.at == NULL)
            first = body;
        for (unsigned i = 0; i < directory->language_count; i++) {
            if (span_equal(code, span_of(directory->languages[i])))
                ret_bodies[i] = body;
        }
    }
    if (ret_bodies[0].at == NULL)
        ret_bodies[0] = first;
    for (unsigned i = 1; i < directory->language_count; i++) {
        if (ret_bodies[i].at == NULL)
            ret_bodies[i] = ret_bodies[0];
    }
}

void entries_set(struct directory *directory, const struct entry_input *input)
{
    struct entries *entries = &directory->entries[input->kind];
    const uint32_t index = entries_intern(entries, input->code);
    const struct span folded =
        fold_names(directory->scratch, input->names, input->name_count, (struct span){ 0 });
    const struct span key = fold_sort_key(directory->scratch, input->name.length > 0  ? input->name
                                                              : input->name_count > 0 ? input->names[0]
                                                                                      : input->code);
    struct short_forms forms;

    short_forms_make(directory, input, &forms);

    struct entry_row *row =
        entry_row_alloc(input->code.length + input->name.length + input->organization_kind.length +
                        key.length + folded.length + input->bodies.length + forms.bytes);
    char *at = (char *)(row + 1);

    if (input->id != NULL)
        memcpy(row->id, input->id, sizeof(row->id));
    row->code = put(&at, input->code);
    row->name = put(&at, input->name);
    row->kind = put(&at, input->organization_kind);
    row->sort_key = put(&at, key);
    row->folded = put(&at, folded);
    bodies_split(directory, put(&at, input->bodies), row->bodies);
    for (unsigned i = 0; i < directory->language_count; i++) {
        row->references_text[i] = put(&at, forms.references[i]);
        row->labels[i] = put(&at, forms.labels[i]);
    }
    row->organization = entries_intern(&directory->entries[DIRECTORY_ORGANIZATION], input->organization);
    row->municipality = entries_intern(&directory->entries[DIRECTORY_MUNICIPALITY], input->municipality);
    row->ordinal = input->ordinal;
    row->demo = input->demo;
    row->located = input->located;
    row->latitude = input->latitude;
    row->longitude = input->longitude;
    row->published = true;
    row->mark = directory->batch_mark;
    entry_row_drop(entries->rows[index]);
    entries->rows[index] = row;
    entries->changed = true;
    arena_reset(directory->scratch);
}

static void unpublish(struct entries *entries, uint32_t index)
{
    struct entry_row *old = entries->rows[index];

    entries->rows[index] = entry_row_bare(old->code);
    entries->changed = true;
    entry_row_drop(old);
}

bool entries_remove(struct entries *entries, const uint8_t id[16], uint32_t mark)
{
    for (uint32_t i = 0; i < entries->count; i++) {
        if (entries->rows[i]->published && entries->rows[i]->mark != mark &&
            memcmp(entries->rows[i]->id, id, 16) == 0) {
            unpublish(entries, i);
            return true;
        }
    }
    return false;
}

void entries_keep_marked(struct entries *entries, uint32_t mark)
{
    for (uint32_t i = 0; i < entries->count; i++) {
        if (entries->rows[i]->published && entries->rows[i]->mark != mark)
            unpublish(entries, i);
    }
}

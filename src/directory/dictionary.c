/* SPDX-License-Identifier: Apache-2.0
 *
 * Dictionaries: organizations, libraries, municipalities, services … in one snapshot. Rows refer to their
 * entries by index.
 */
#include "internal.h"

#include <string.h>

uint64_t hash_bytes(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15) ^ length;

    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;

        memcpy(&word, at, 8);
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    for (; length > 0; at++, length--)
        hash = (hash ^ *at) * UINT64_C(0x100000001B3);
    hash ^= hash >> 29;
    hash *= UINT64_C(0xBF58476D1CE4E5B9);
    return hash ^ hash >> 32;
}

uint32_t buckets_find(const uint32_t *buckets, uint32_t bucket_count, struct entry_row *const *rows,
                      struct span code)
{
    if (bucket_count == 0)
        return DIRECTORY_NONE;
    for (uint32_t at = (uint32_t)hash_bytes(code.at, code.length) & (bucket_count - 1); buckets[at] != 0;
         at = (at + 1) & (bucket_count - 1)) {
        if (span_equal(rows[buckets[at] - 1]->code, code))
            return buckets[at] - 1;
    }
    return DIRECTORY_NONE;
}

static void dictionary_release(void *self)
{
    struct dictionary *dictionary = self;

    for (uint32_t i = 0; i < dictionary->count; i++)
        entry_row_drop(dictionary->rows[i]);
    free(dictionary->rows);
    free(dictionary->order);
    free(dictionary->utilities);
    free(dictionary->buckets);
    free(dictionary);
}

struct placed {
    const struct entry_row *row;
    uint32_t index;
};

static int display_order(const void *a, const void *b)
{
    const struct entry_row *left = ((const struct placed *)a)->row, *right = ((const struct placed *)b)->row;

    if (left->published != right->published)
        return left->published ? -1 : 1;
    if (left->ordinal != right->ordinal)
        return left->ordinal < right->ordinal ? -1 : 1;

    const int order = span_compare(left->sort_key, right->sort_key);

    return order != 0 ? order : span_compare(left->code, right->code);
}

static void order_make(struct dictionary *dictionary)
{
    struct placed *placed = heap_alloc(dictionary->count * sizeof(*placed));

    for (uint32_t i = 0; i < dictionary->count; i++) {
        placed[i] = (struct placed){ dictionary->rows[i], i };
        dictionary->published += dictionary->rows[i]->published;
    }
    if (dictionary->count > 0)
        qsort(placed, dictionary->count, sizeof(*placed), display_order);
    dictionary->order = heap_alloc(dictionary->count * sizeof(uint32_t));
    for (uint32_t i = 0; i < dictionary->count; i++)
        dictionary->order[i] = placed[i].index;
    free(placed);
}

/* The few utilities among all the libraries' institutions. */
static void utilities_make(struct dictionary *dictionary)
{
    const struct span utility = SPAN("utility");

    dictionary->utilities = heap_alloc(dictionary->published * sizeof(uint32_t));
    for (uint32_t i = 0; i < dictionary->published; i++)
        if (span_equal(dictionary->rows[dictionary->order[i]]->kind, utility))
            dictionary->utilities[dictionary->utility_count++] = dictionary->order[i];
    dictionary->utilities =
        heap_grow(dictionary->utilities, (dictionary->utility_count + 1) * sizeof(uint32_t));
}

struct dictionary *dictionary_make(const struct entries *entries)
{
    struct dictionary *dictionary = heap_calloc(1, sizeof(*dictionary));

    dictionary->shared = (struct shared){ 1, dictionary_release };
    dictionary->count = entries->count;
    dictionary->rows = heap_alloc(entries->count * sizeof(struct entry_row *));
    for (uint32_t i = 0; i < entries->count; i++) {
        dictionary->rows[i] = entries->rows[i];
        dictionary->rows[i]->references++;
    }
    dictionary->bucket_count = entries->bucket_count;
    dictionary->buckets = heap_alloc(entries->bucket_count * sizeof(uint32_t));
    if (entries->bucket_count > 0)
        memcpy(dictionary->buckets, entries->buckets, entries->bucket_count * sizeof(uint32_t));
    order_make(dictionary);
    utilities_make(dictionary);
    return dictionary;
}

uint32_t directory_count(const struct snapshot *snapshot, enum directory_kind kind)
{
    return snapshot->dictionaries[kind]->published;
}

bool directory_entry(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                     struct directory_entry *ret_entry)
{
    const struct dictionary *dictionary = snapshot->dictionaries[kind];

    if (index >= dictionary->count)
        return false;

    const struct entry_row *row = dictionary->rows[index];
    const struct tally tally = snapshot->tallies->of[kind][index];

    *ret_entry = (struct directory_entry){ .index = index,
                                           .code = row->code,
                                           .name = row->name,
                                           .kind = row->kind,
                                           .organization = row->organization,
                                           .municipality = row->municipality,
                                           .demo = row->demo,
                                           .published = row->published,
                                           .branches = tally.branches,
                                           .points = tally.points,
                                           .usable = tally.usable,
                                           .located = row->located,
                                           .latitude = row->latitude,
                                           .longitude = row->longitude };
    return true;
}

void directory_entry_at(const struct snapshot *snapshot, enum directory_kind kind, uint32_t i,
                        struct directory_entry *ret_entry)
{
    directory_entry(snapshot, kind, snapshot->dictionaries[kind]->order[i], ret_entry);
}

unsigned directory_set_members(const struct snapshot *snapshot, enum directory_kind kind,
                               const struct directory_set *set, uint32_t ret_members[DIRECTORY_SET_MAX])
{
    const struct dictionary *dictionary = snapshot->dictionaries[kind];
    unsigned count = 0;

    for (uint32_t i = 0; i < dictionary->count; i++) {
        if (directory_set_has(set, dictionary->order[i]))
            ret_members[count++] = dictionary->order[i];
    }
    return count;
}

uint32_t directory_utility_count(const struct snapshot *snapshot)
{
    return snapshot->dictionaries[DIRECTORY_ORGANIZATION]->utility_count;
}

void directory_utility_at(const struct snapshot *snapshot, uint32_t i, struct directory_entry *ret_entry)
{
    directory_entry(snapshot, DIRECTORY_ORGANIZATION,
                    snapshot->dictionaries[DIRECTORY_ORGANIZATION]->utilities[i], ret_entry);
}

uint32_t directory_find(const struct snapshot *snapshot, enum directory_kind kind, struct span code)
{
    const struct dictionary *dictionary = snapshot->dictionaries[kind];

    return buckets_find(dictionary->buckets, dictionary->bucket_count, dictionary->rows, code);
}

uint32_t directory_find_published(const struct snapshot *snapshot, enum directory_kind kind, struct span code)
{
    const uint32_t index = directory_find(snapshot, kind, code);
    const bool published = index != DIRECTORY_NONE && (snapshot->dictionaries[kind]->rows[index]->published ||
                                                       kind == DIRECTORY_LANGUAGE);

    return published ? index : DIRECTORY_NONE;
}

struct span directory_body(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                           unsigned language)
{
    const struct dictionary *dictionary = snapshot->dictionaries[kind];

    if (index >= dictionary->count || language >= DIRECTORY_LANGUAGES_MAX ||
        dictionary->rows[index]->bodies[language].at == NULL)
        return SPAN("{}");
    return dictionary->rows[index]->bodies[language];
}

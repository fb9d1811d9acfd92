/* SPDX-License-Identifier: Apache-2.0
 *
 * Codes that were given up: printed on posters and kept in bookmarks, they are asked for long after. They are
 * few and seldom change, so one flat table is made anew where one of them does, and shared by all snapshots
 * between.
 */
#include "retired.h"

#include <string.h>

static const char *const entry_kinds[DIRECTORY_KINDS] = {
    [DIRECTORY_ORGANIZATION] = "organization",
    [DIRECTORY_LIBRARY] = "library",
    [DIRECTORY_MUNICIPALITY] = "municipality",
    [DIRECTORY_SERVICE] = "service",
    [DIRECTORY_EQUIPMENT] = "equipment",
    [DIRECTORY_CAMPAIGN] = "campaign",
    [DIRECTORY_PLACE] = "place",
    [DIRECTORY_LANGUAGE] = "language",
};

const char *directory_kind_name(enum directory_kind kind)
{
    return entry_kinds[kind];
}

enum directory_kind directory_kind_by_name(struct span name)
{
    unsigned kind = 0;

    while (kind < DIRECTORY_KINDS && !span_equal(name, span_of(entry_kinds[kind])))
        kind++;
    return (enum directory_kind)kind;
}

bool directory_has_codes(const char *kind)
{
    const enum directory_kind entry = directory_kind_by_name(span_of(kind));

    return strcmp(kind, "branch") == 0 || strcmp(kind, "point") == 0 || strcmp(kind, "event") == 0 ||
           (entry != DIRECTORY_KINDS && entry != DIRECTORY_LANGUAGE);
}

static void retired_codes_release(void *self)
{
    struct retired_codes *codes = self;

    free(codes->rows);
    free(codes->text);
    free(codes->buckets);
    free(codes);
}

static uint64_t hash_of(struct span kind, struct span code)
{
    return hash_bytes(code.at, code.length) ^ hash_bytes(kind.at, kind.length);
}

static const struct retired_row *find(const struct retired_codes *codes, struct span kind, struct span code)
{
    const uint32_t mask = codes->bucket_count - 1;

    for (uint32_t at = (uint32_t)hash_of(kind, code) & mask; codes->buckets[at] != 0; at = (at + 1) & mask) {
        const struct retired_row *row = &codes->rows[codes->buckets[at] - 1];

        if (span_equal(row->code, code) && span_equal(row->kind, kind))
            return row;
    }
    return NULL;
}

static int id_order(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

/* Whether what is known of this row's codes is as it was. */
static bool stays(const struct batch *batch, const struct retired_row *row)
{
    return batch->renewed_count == 0 ||
           bsearch(row->id, batch->renewed, batch->renewed_count, sizeof(*batch->renewed), id_order) == NULL;
}

static size_t text_length(const struct retired_row *row)
{
    return row->kind.length + row->code.length + row->successor.length;
}

static struct span put(char **at, struct span text)
{
    const struct span copy = { text.length == 0 ? NULL : *at, text.length };

    if (text.length > 0)
        memcpy(*at, text.at, text.length);
    *at += text.length;
    return copy;
}

static void add(struct retired_codes *codes, const struct retired_row *row, char **text)
{
    struct retired_row *copy = &codes->rows[codes->count++];

    memcpy(copy->id, row->id, sizeof(copy->id));
    copy->kind = put(text, row->kind);
    copy->code = put(text, row->code);
    copy->successor = put(text, row->successor);
}

static void index_all(struct retired_codes *codes)
{
    codes->bucket_count = 16;
    while (codes->bucket_count < codes->count * 2)
        codes->bucket_count *= 2;
    codes->buckets = heap_calloc(codes->bucket_count, sizeof(uint32_t));
    for (uint32_t i = 0; i < codes->count; i++) {
        const struct retired_row *row = &codes->rows[i];
        uint32_t at = (uint32_t)hash_of(row->kind, row->code) & (codes->bucket_count - 1);

        while (codes->buckets[at] != 0)
            at = (at + 1) & (codes->bucket_count - 1);
        codes->buckets[at] = i + 1;
    }
}

struct retired_codes *retired_codes_make(struct retired_codes *old, const struct batch *batch)
{
    const uint32_t old_count = old == NULL ? 0 : old->count;
    uint32_t kept = 0;
    size_t length = 0;

    if (batch->renewed_count > 0)
        qsort(batch->renewed, batch->renewed_count, sizeof(*batch->renewed), id_order);
    for (uint32_t i = 0; i < old_count; i++) {
        if (stays(batch, &old->rows[i])) {
            length += text_length(&old->rows[i]);
            kept++;
        }
    }
    if (old != NULL && kept == old_count && batch->retired_count == 0)
        return part_keep(old);
    for (uint32_t i = 0; i < batch->retired_count; i++)
        length += text_length(&batch->retired[i]);

    struct retired_codes *codes = heap_calloc(1, sizeof(*codes));
    char *text = heap_alloc(length);

    codes->shared = (struct shared){ 1, retired_codes_release };
    codes->rows = heap_alloc(((size_t)kept + batch->retired_count) * sizeof(*codes->rows));
    codes->text = text;
    codes->bytes = length + ((uint64_t)kept + batch->retired_count) * sizeof(*codes->rows);
    for (uint32_t i = 0; i < batch->retired_count; i++) /* first: the newest is found first */
        add(codes, &batch->retired[i], &text);
    for (uint32_t i = 0; i < old_count; i++) {
        if (stays(batch, &old->rows[i]))
            add(codes, &old->rows[i], &text);
    }
    index_all(codes);
    return codes;
}

static bool lives(const struct snapshot *snapshot, struct span kind, struct span code)
{
    uint32_t branch, number;

    if (span_equal(kind, SPAN("branch")))
        return branch_find(snapshot, code) != DIRECTORY_NONE;
    if (span_equal(kind, SPAN("point")))
        return point_find(snapshot, code, &branch, &number);
    if (span_equal(kind, SPAN("event")))
        return event_find(snapshot, code) != DIRECTORY_NONE;

    const enum directory_kind entries = directory_kind_by_name(kind);

    return entries != DIRECTORY_KINDS && directory_find_published(snapshot, entries, code) != DIRECTORY_NONE;
}

/* A chain has no more links than there are codes; a longer one goes round in a circle. */
enum code_state directory_code(const struct snapshot *snapshot, const char *kind, struct span code,
                               struct span *ret_successor)
{
    const struct retired_codes *codes = snapshot->retired_codes;
    struct span at = code;

    for (uint32_t links = 0; links <= codes->count; links++) {
        if (lives(snapshot, span_of(kind), at)) {
            if (links == 0)
                return CODE_LIVES;
            *ret_successor = at;
            return CODE_MOVED;
        }

        const struct retired_row *row = find(codes, span_of(kind), at);

        if (row == NULL)
            return CODE_UNKNOWN;
        if (row->successor.length == 0)
            return CODE_GONE;
        at = row->successor;
    }
    return CODE_GONE;
}

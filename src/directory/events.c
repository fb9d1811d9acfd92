/* SPDX-License-Identifier: Apache-2.0
 *
 * Events: rows, and the list of them in the order of start and code.
 */
#include "internal.h"

#include <string.h>

static struct span put(char **at, struct span text)
{
    const struct span copy = { text.at == NULL ? NULL : *at, text.length };

    if (text.at != NULL)
        memcpy(*at, text.at, text.length);
    *at += text.length;
    return copy;
}

static size_t length_of(const struct span *texts, uint32_t count)
{
    size_t length = 0;

    for (uint32_t i = 0; i < count; i++)
        length += texts[i].length;
    return length;
}

static struct span *put_list(char **at, struct span **slots, const struct span *texts, uint32_t count)
{
    struct span *list = *slots;

    for (uint32_t i = 0; i < count; i++)
        list[i] = put(at, texts[i]);
    *slots += count;
    return list;
}

static uint32_t *put_indexes(struct entries *entries, uint32_t **slots, const struct span *codes,
                             uint32_t count)
{
    uint32_t *list = *slots;

    for (uint32_t i = 0; i < count; i++)
        list[i] = entries_intern(entries, codes[i]);
    *slots += count;
    return list;
}

struct event_row *event_row_make(struct directory *directory, const struct event_input *input)
{
    const struct span folded =
        fold_names(directory->scratch, input->names, input->name_count, (struct span){ 0 });
    const size_t lists = (size_t)input->branch_count + input->audience_count + input->language_count;
    const size_t indexes = (size_t)input->municipality_count + input->utility_count;
    const size_t text = input->code.length + input->kind.length + input->lifecycle.length +
                        input->time_zone.length + input->bodies.length + folded.length +
                        length_of(input->branches, input->branch_count) +
                        length_of(input->audiences, input->audience_count) +
                        length_of(input->languages, input->language_count);
    struct event_row *row =
        heap_calloc(1, sizeof(*row) + lists * sizeof(struct span) + indexes * sizeof(uint32_t) + text);
    struct span *slots = (struct span *)(row + 1);
    uint32_t *index_slots = (uint32_t *)(slots + lists);
    char *at = (char *)(index_slots + indexes);

    row->references = 1;
    memcpy(row->id, input->id, sizeof(row->id));
    row->code = put(&at, input->code);
    row->kind = put(&at, input->kind);
    row->lifecycle = put(&at, input->lifecycle);
    row->time_zone = put(&at, input->time_zone);
    row->folded = put(&at, folded);
    bodies_split(directory, put(&at, input->bodies), row->bodies);
    row->campaign = entries_intern(&directory->entries[DIRECTORY_CAMPAIGN], input->campaign);
    row->starts_at = input->starts_at;
    row->ends_at = input->ends_at;
    row->utc_offset = input->utc_offset;
    row->demo = input->demo;
    row->branches = put_list(&at, &slots, input->branches, input->branch_count);
    row->audiences = put_list(&at, &slots, input->audiences, input->audience_count);
    row->languages = put_list(&at, &slots, input->languages, input->language_count);
    row->municipalities = put_indexes(&directory->entries[DIRECTORY_MUNICIPALITY], &index_slots,
                                      input->municipalities, input->municipality_count);
    row->utilities = put_indexes(&directory->entries[DIRECTORY_ORGANIZATION], &index_slots, input->utilities,
                                 input->utility_count);
    row->branch_count = input->branch_count;
    row->audience_count = input->audience_count;
    row->language_count = input->language_count;
    row->municipality_count = input->municipality_count;
    row->utility_count = input->utility_count;
    arena_reset(directory->scratch);
    return row;
}

void event_row_drop(struct event_row *row)
{
    if (--row->references == 0)
        free(row);
}

static void events_release(void *self)
{
    struct events *events = self;

    for (uint32_t i = 0; i < events->count; i++)
        event_row_drop(events->rows[i]);
    free(events->rows);
    free(events);
}

static int event_order(const void *a, const void *b)
{
    const struct event_row *left = *(struct event_row *const *)a, *right = *(struct event_row *const *)b;

    if (left->starts_at != right->starts_at)
        return left->starts_at < right->starts_at ? -1 : 1;
    return span_compare(left->code, right->code);
}

static void codes_add(struct events *events, enum event_codes which, const struct span *codes, uint32_t count)
{
    struct span *const known = events->codes[which];

    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = 0;

        while (at < events->code_count[which] && span_compare(known[at], codes[i]) < 0)
            at++;
        if ((at < events->code_count[which] && span_equal(known[at], codes[i])) ||
            events->code_count[which] == EVENT_CODES_MAX)
            continue;
        memmove(&known[at + 1], &known[at], (events->code_count[which] - at) * sizeof *known);
        known[at] = codes[i];
        events->code_count[which]++;
    }
}

static void codes_collect(struct events *events)
{
    for (uint32_t i = 0; i < events->count; i++) {
        const struct event_row *const row = events->rows[i];

        codes_add(events, EVENT_KINDS, &row->kind, 1);
        codes_add(events, EVENT_AUDIENCES, row->audiences, row->audience_count);
        codes_add(events, EVENT_LANGUAGES, row->languages, row->language_count);
    }
}

static bool replaced(const struct event_row *row, struct event_row *const *changed, uint32_t changed_count,
                     uint8_t (*removed)[16], uint32_t removed_count)
{
    for (uint32_t i = 0; i < changed_count; i++) {
        if (memcmp(changed[i]->id, row->id, 16) == 0)
            return true;
    }
    for (uint32_t i = 0; i < removed_count; i++) {
        if (memcmp(removed[i], row->id, 16) == 0)
            return true;
    }
    return false;
}

struct events *events_make(const struct events *old, struct event_row *const *changed, uint32_t changed_count,
                           uint8_t (*removed)[16], uint32_t removed_count)
{
    struct events *events = heap_calloc(1, sizeof(*events));
    const uint32_t old_count = old == NULL ? 0 : old->count;

    events->shared = (struct shared){ 1, events_release };
    events->rows = heap_alloc(((size_t)old_count + changed_count) * sizeof(struct event_row *));
    for (uint32_t i = 0; i < old_count; i++) {
        if (replaced(old->rows[i], changed, changed_count, removed, removed_count))
            continue;
        old->rows[i]->references++;
        events->rows[events->count++] = old->rows[i];
    }
    for (uint32_t i = 0; i < changed_count; i++)
        events->rows[events->count++] = changed[i];
    if (events->count > 0)
        qsort(events->rows, events->count, sizeof(struct event_row *), event_order);
    codes_collect(events);
    return events;
}

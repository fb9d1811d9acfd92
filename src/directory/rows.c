/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows: what is published of one branch or point, in one allocation with its texts behind it. A row never
 * changes; a change is another row.
 */
#include "internal.h"

#include "branchlight/buffer.h"
#include "branchlight/clock.h"
#include "branchlight/fold.h"
#include "branchlight/log.h"

#include <stdio.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
    static const char message[] = "branchlight: out of memory\n";

    fwrite(message, 1, sizeof(message) - 1, stderr);
    abort();
}

void *heap_alloc(size_t size)
{
    void *memory = malloc(size > 0 ? size : 1);

    if (memory == NULL)
        out_of_memory();
    return memory;
}

void *heap_calloc(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

    if (memory == NULL)
        out_of_memory();
    return memory;
}

void *heap_grow(void *old, size_t size)
{
    void *memory = realloc(old, size > 0 ? size : 1);

    if (memory == NULL)
        out_of_memory();
    return memory;
}

/* Copies a text behind the row and says where it went; an absent text stays absent. */
static struct span put(char **at, struct span text)
{
    if (text.at == NULL)
        return (struct span){ 0 };

    const struct span copy = { *at, text.length };

    memcpy(*at, text.at, text.length);
    *at += text.length;
    return copy;
}

/* "\nfirst name\nsecond name\n\taddress": every name between line ends, so that a whole name can be looked
 * for. */
struct span fold_names(struct arena *arena, const struct span *names, uint32_t count, struct span rest)
{
    struct buffer text = buffer_in(arena, 256);

    buffer_char(&text, '\n');
    for (uint32_t i = 0; i < count; i++) {
        const struct span folded = fold_search(arena, names[i]);

        if (folded.length == 0)
            continue;
        buffer_span(&text, folded);
        buffer_char(&text, '\n');
    }
    if (rest.length > 0) {
        buffer_char(&text, '\t');
        buffer_span(&text, fold_search(arena, rest));
    }
    return buffer_bytes(&text);
}

static const struct hours_input never = { .known = true, .until = HOURS_FOR_EVER };

struct branch_row *branch_row_make(struct directory *directory, const struct branch_input *input)
{
    const struct span folded =
        fold_names(directory->scratch, input->names, input->name_count, input->address);
    struct span key = fold_sort_key(directory->scratch, input->name);

    if (key.length > DIRECTORY_POSITION_NAME)
        key.length = DIRECTORY_POSITION_NAME;

    const size_t size = sizeof(struct branch_row) + input->code.length + input->name.length +
                        input->address.length + input->body.length + input->history.length +
                        input->named_days.length + input->time_zone.length + key.length + folded.length;
    struct branch_row *row = heap_alloc(size);
    char *at = (char *)(row + 1);

    *row = (struct branch_row){
        .references = 1,
        .bytes = (uint32_t)size,
        .library = entries_intern(&directory->entries[DIRECTORY_LIBRARY], input->library),
        .municipality = entries_intern(&directory->entries[DIRECTORY_MUNICIPALITY], input->municipality),
        .latitude = input->latitude,
        .longitude = input->longitude,
        .step_free = (int8_t)input->step_free,
        .located = input->located,
        .active = input->active,
        .demo = input->demo,
        .history_length = (uint32_t)input->history.length,
        .named_days_length = (uint32_t)input->named_days.length,
        .hours = schedule_intern(&directory->interner, input->active ? &input->hours : &never),
    };
    memcpy(row->id, input->id, sizeof(row->id));
    row->code = put(&at, input->code);
    row->name = put(&at, input->name);
    row->address = put(&at, input->address);
    row->body = put(&at, input->body);
    put(&at, input->history);
    put(&at, input->named_days);
    row->time_zone = put(&at, input->time_zone);
    row->sort_key = put(&at, key);
    row->folded = put(&at, folded);
    arena_reset(directory->scratch);
    return row;
}

static struct directory_set set_of(struct entries *entries, const struct span *codes, uint32_t count)
{
    struct directory_set set = { 0 };

    for (uint32_t i = 0; i < count; i++) {
        const uint32_t index = entries_intern(entries, codes[i]);

        if (index < DIRECTORY_SET_MAX)
            set.words[index / 64] |= UINT64_C(1) << (index % 64);
        else if (index != DIRECTORY_NONE)
            log_event(LOG_WARNING, "directory_set_full", LOG_FIELD_INT("limit", DIRECTORY_SET_MAX));
    }
    return set;
}

/* Computer, network or website down makes the point useless, a printer only less useful, whatever was said
 * beside it. */
static enum point_status status_of(const struct point_input *input)
{
    const unsigned vital = 1U << COMPONENT_COMPUTER | 1U << COMPONENT_NETWORK | 1U << COMPONENT_WEBSITE;

    if (input->status == STATUS_UNKNOWN || input->status == STATUS_OUT_OF_ORDER)
        return input->status;
    if ((input->components_down & vital) != 0)
        return STATUS_OUT_OF_ORDER;
    if ((input->components_down & 1U << COMPONENT_PRINTER) != 0)
        return STATUS_LIMITED;
    return input->status;
}

struct point_row *point_row_make(struct directory *directory, const struct point_input *input)
{
    const struct span folded =
        fold_names(directory->scratch, input->names, input->name_count, (struct span){ 0 });
    const size_t size = sizeof(struct point_row) + input->code.length + input->branch.length +
                        input->body.length + input->status_role.length + input->reports.length +
                        folded.length;
    struct point_row *row = heap_alloc(size);
    char *at = (char *)(row + 1);
    struct entries *entries = directory->entries;

    *row = (struct point_row){
        .references = 1,
        .bytes = (uint32_t)size,
        .utility = entries_intern(&entries[DIRECTORY_ORGANIZATION], input->utility),
        .lifecycle = input->lifecycle,
        .status = status_of(input),
        .components_down = input->components_down,
        .observed_at = input->observed_at,
        .valid_until = input->valid_until,
        .observed_minute = clock_minute_of(input->observed_at),
        .valid_minute = clock_minute_of(input->valid_until),
        .demo = input->demo,
        .status_demo = input->status_demo,
        .access = schedule_intern(&directory->interner, &input->access),
        .adviser = schedule_intern(&directory->interner, &input->adviser),
        .services = set_of(&entries[DIRECTORY_SERVICE], input->services, input->service_count),
        .equipment = set_of(&entries[DIRECTORY_EQUIPMENT], input->equipment, input->equipment_count),
        .languages = set_of(&entries[DIRECTORY_LANGUAGE], input->languages, input->language_count),
    };
    memcpy(row->id, input->id, sizeof(row->id));
    row->code = put(&at, input->code);
    row->branch = put(&at, input->branch);
    row->body = put(&at, input->body);
    row->status_role = put(&at, input->status_role);
    row->reports = put(&at, input->reports);
    row->folded = put(&at, folded);
    arena_reset(directory->scratch);
    return row;
}

void branch_row_drop(struct directory *directory, struct branch_row *row)
{
    if (--row->references > 0)
        return;
    schedule_drop(&directory->interner, row->hours);
    free(row);
}

void point_row_drop(struct directory *directory, struct point_row *row)
{
    if (--row->references > 0)
        return;
    schedule_drop(&directory->interner, row->access);
    schedule_drop(&directory->interner, row->adviser);
    free(row);
}

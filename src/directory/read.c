/* SPDX-License-Identifier: Apache-2.0
 *
 * From the published views to rows. Results are binary: arrays are read where libpq holds them, numbers need
 * no parsing.
 */
#include "load.h"

#include "branchlight/log.h"
#include "branchlight/zones.h"
#include "queries.h"

#include <stdlib.h>
#include <string.h>

enum { ARRAY_HEADER = 20, ARRAY_HEADER_EMPTY = 12 };

struct reading {
    struct batch *batch;
    struct arena *arena; /* reset after each row */
    uint8_t (*seen)[16]; /* ids that were answered, where that matters */
    uint32_t seen_count;
};

static uint32_t big_endian(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

/* The elements of a one-dimensional array: for each four bytes of length (-1: NULL), then the value. */
static uint32_t array_count(struct span array)
{
    return array.length < ARRAY_HEADER || big_endian(array.at) == 0
               ? 0
               : big_endian(array.at + ARRAY_HEADER_EMPTY);
}

static uint32_t texts_of(struct arena *arena, const struct rows *rows, unsigned column,
                         const struct span **ret_texts)
{
    const struct span array = rows_text(rows, 0, column);
    const uint32_t count = array_count(array);
    struct span *texts = arena_alloc(arena, (count + 1) * sizeof(*texts));
    const char *at = array.at + ARRAY_HEADER;
    uint32_t filled = 0;

    for (uint32_t i = 0; i < count; i++) {
        const uint32_t length = big_endian(at);

        at += 4;
        if (length == UINT32_MAX)
            continue;
        texts[filled++] = (struct span){ at, length };
        at += length;
    }
    *ret_texts = texts;
    return filled;
}

/* Numbers as the database packs them: four bytes each, the highest first. */
static struct hours_input hours_of(struct arena *arena, const struct rows *rows, unsigned column,
                                   unsigned until_column)
{
    const struct span packed = rows_text(rows, 0, column);
    const uint32_t count = (uint32_t)(packed.length / 4);
    int32_t *numbers = arena_alloc(arena, (count + 1) * sizeof(*numbers));

    for (uint32_t i = 0; i < count; i++)
        numbers[i] = (int32_t)big_endian(packed.at + (size_t)i * 4);
    return (struct hours_input){ numbers, count, !rows_null(rows, 0, column),
                                 (int32_t)rows_int(rows, 0, until_column) };
}

static const uint8_t *id_of(const struct rows *rows, unsigned column)
{
    return (const uint8_t *)rows_text(rows, 0, column).at;
}

static void saw(struct reading *reading, const uint8_t *id)
{
    if (reading->seen != NULL)
        memcpy(reading->seen[reading->seen_count++], id, 16);
}

static bool read_branch(void *context, const struct rows *rows)
{
    struct reading *reading = context;
    struct branch_input input = {
        .id = id_of(rows, 0),
        .code = rows_text(rows, 0, 1),
        .library = rows_text(rows, 0, 2),
        .municipality = rows_text(rows, 0, 3),
        .located = !rows_null(rows, 0, 4) && !rows_null(rows, 0, 5),
        .latitude = rows_double(rows, 0, 4),
        .longitude = rows_double(rows, 0, 5),
        .step_free = rows_null(rows, 0, 6) ? -1 : rows_bool(rows, 0, 6),
        .active = rows_bool(rows, 0, 7),
        .demo = rows_bool(rows, 0, 8),
        .name = rows_text(rows, 0, 9),
        .address = rows_text(rows, 0, 11),
        .body = rows_text(rows, 0, 12),
        .hours = hours_of(reading->arena, rows, 13, 14),
        .time_zone = rows_text(rows, 0, 15),
        .history = rows_text(rows, 0, 16),
        .named_days = rows_text(rows, 0, 17),
    };

    input.name_count = texts_of(reading->arena, rows, 10, &input.names);
    batch_branch(reading->batch, &input);
    saw(reading, input.id);
    arena_reset(reading->arena);
    return true;
}

static enum point_lifecycle lifecycle_of(struct span name)
{
    if (span_equal(name, SPAN("active")))
        return POINT_ACTIVE;
    return span_equal(name, SPAN("planned")) ? POINT_PLANNED : POINT_SUSPENDED;
}

static bool read_point(void *context, const struct rows *rows)
{
    struct reading *reading = context;
    const int status = point_status_by_name(rows_text(rows, 0, 11));
    struct point_input input = {
        .id = id_of(rows, 0),
        .code = rows_text(rows, 0, 1),
        .branch = rows_text(rows, 0, 2),
        .utility = rows_text(rows, 0, 3),
        .lifecycle = lifecycle_of(rows_text(rows, 0, 7)),
        .demo = rows_bool(rows, 0, 8),
        .body = rows_text(rows, 0, 10),
        .status = status < 0 ? STATUS_UNKNOWN : (enum point_status)status,
        .observed_at = rows_int(rows, 0, 12),
        .valid_until = rows_int(rows, 0, 13),
        .status_role = rows_text(rows, 0, 14),
        .components_down = (unsigned)rows_int(rows, 0, 15),
        .status_demo = rows_bool(rows, 0, 16),
        .access = hours_of(reading->arena, rows, 17, 18),
        .adviser = hours_of(reading->arena, rows, 19, 20),
        .reports = rows_text(rows, 0, 21),
    };

    input.service_count = texts_of(reading->arena, rows, 4, &input.services);
    input.equipment_count = texts_of(reading->arena, rows, 5, &input.equipment);
    input.language_count = texts_of(reading->arena, rows, 6, &input.languages);
    input.name_count = texts_of(reading->arena, rows, 9, &input.names);
    batch_point(reading->batch, &input);
    saw(reading, input.id);
    arena_reset(reading->arena);
    return true;
}

static bool read_entry(void *context, const struct rows *rows)
{
    struct reading *reading = context;
    struct entry_input input = {
        .kind = directory_kind_by_name(rows_text(rows, 0, 0)),
        .id = id_of(rows, 1),
        .code = rows_text(rows, 0, 2),
        .name = rows_text(rows, 0, 3),
        .organization_kind = rows_text(rows, 0, 4),
        .organization = rows_text(rows, 0, 5),
        .municipality = rows_text(rows, 0, 6),
        .ordinal = (int32_t)rows_int(rows, 0, 7),
        .demo = rows_bool(rows, 0, 8),
        .bodies = rows_text(rows, 0, 10),
        .located = !rows_null(rows, 0, 11) && !rows_null(rows, 0, 12),
        .latitude = rows_double(rows, 0, 11),
        .longitude = rows_double(rows, 0, 12),
    };

    input.name_count = texts_of(reading->arena, rows, 9, &input.names);
    batch_entry(reading->batch, &input);
    saw(reading, input.id);
    arena_reset(reading->arena);
    return true;
}

static bool read_event(void *context, const struct rows *rows)
{
    struct reading *reading = context;
    struct event_input input = {
        .id = id_of(rows, 0),
        .code = rows_text(rows, 0, 1),
        .kind = rows_text(rows, 0, 2),
        .lifecycle = rows_text(rows, 0, 3),
        .campaign = rows_text(rows, 0, 4),
        .starts_at = rows_int(rows, 0, 10),
        .ends_at = rows_int(rows, 0, 11),
        .utc_offset = (int16_t)rows_int(rows, 0, 12),
        .time_zone = rows_text(rows, 0, 13),
        .demo = rows_bool(rows, 0, 14),
        .bodies = rows_text(rows, 0, 16),
    };

    input.branch_count = texts_of(reading->arena, rows, 5, &input.branches);
    input.municipality_count = texts_of(reading->arena, rows, 6, &input.municipalities);
    input.utility_count = texts_of(reading->arena, rows, 7, &input.utilities);
    input.audience_count = texts_of(reading->arena, rows, 8, &input.audiences);
    input.language_count = texts_of(reading->arena, rows, 9, &input.languages);
    input.name_count = texts_of(reading->arena, rows, 15, &input.names);
    batch_event(reading->batch, &input);
    saw(reading, input.id);
    arena_reset(reading->arena);
    return true;
}

/* Comma-separated whole numbers, ZONE_SHIFTS_MAX + 1 at most. */
static unsigned numbers_read(struct span text, int64_t ret_numbers[ZONE_SHIFTS_MAX + 1])
{
    unsigned count = 0;

    for (size_t i = 0; i < text.length && count <= ZONE_SHIFTS_MAX; count++) {
        const bool negative = text.at[i] == '-';
        int64_t number = 0;

        for (i += negative; i < text.length && text.at[i] != ','; i++)
            number = number * 10 + (text.at[i] - '0');
        ret_numbers[count] = negative ? -number : number;
        i++;
    }
    return count;
}

bool read_zones(struct db *db, struct arena *arena)
{
    const struct rows rows = db_query(db, arena, &SQL_snapshot_zone, 0, NULL);

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        int64_t instants[ZONE_SHIFTS_MAX + 1] = { 0 }, minutes[ZONE_SHIFTS_MAX + 1] = { 0 };
        int16_t offsets[ZONE_SHIFTS_MAX + 1] = { 0 };
        const unsigned shifts = numbers_read(rows_text(&rows, i, 1), instants),
                       count = numbers_read(rows_text(&rows, i, 2), minutes);

        if (count == 0 || shifts + 1 < count)
            continue;
        for (unsigned k = 0; k < count; k++) {
            instants[k] *= 60;
            offsets[k] = (int16_t)minutes[k];
        }
        zone_learn(rows_text(&rows, i, 0), rows_int(&rows, i, 3) * 60, rows_int(&rows, i, 4) * 60, instants,
                   offsets, count - 1);
    }
    return rows.ok;
}

static bool read_retired(void *context, const struct rows *rows)
{
    struct batch *batch = context;

    batch_retired(batch, &(const struct retired_input){ .id = id_of(rows, 0),
                                                        .kind = rows_text(rows, 0, 1),
                                                        .code = rows_text(rows, 0, 2),
                                                        .successor = rows_text(rows, 0, 3) });
    return true;
}

bool read_rows(struct db *db, struct batch *batch)
{
    struct reading reading = { .batch = batch, .arena = arena_create() };
    const bool good = db_each(db, &SQL_snapshot_entry, 0, NULL, read_entry, &reading) &&
                      db_each(db, &SQL_snapshot_branch, 0, NULL, read_branch, &reading) &&
                      db_each(db, &SQL_snapshot_event, 0, NULL, read_event, &reading) &&
                      db_each(db, &SQL_snapshot_retired, 0, NULL, read_retired, batch);

    arena_destroy(reading.arena);
    return good;
}

bool read_points(struct db *db, struct batch *batch)
{
    struct reading reading = { .batch = batch, .arena = arena_create() };
    const bool good = db_each(db, &SQL_snapshot_point, 0, NULL, read_point, &reading);

    arena_destroy(reading.arena);
    return good;
}

static void remove_one(struct batch *batch, struct span kind, const uint8_t id[16])
{
    if (span_equal(kind, SPAN("branch")))
        batch_remove_branch(batch, id);
    else if (span_equal(kind, SPAN("point")))
        batch_remove_point(batch, id);
    else if (span_equal(kind, SPAN("event")))
        batch_remove_event(batch, id);
    else
        batch_remove_entry(batch, directory_kind_by_name(kind), id);
}

static bool was_seen(const struct reading *reading, const uint8_t id[16])
{
    for (uint32_t i = 0; i < reading->seen_count; i++) {
        if (memcmp(reading->seen[i], id, 16) == 0)
            return true;
    }
    return false;
}

bool read_some(struct db *db, struct arena *arena, struct batch *batch, struct span kind, const char *array,
               const uint8_t (*ids)[16], uint32_t count)
{
    struct reading reading = { .batch = batch,
                               .arena = arena_create(),
                               .seen = arena_alloc(arena, (size_t)count * 16) };
    const char *const values[] = { array };
    const bool entries = directory_kind_by_name(kind) != DIRECTORY_KINDS;
    bool good = true;

    if (span_equal(kind, SPAN("branch")))
        good = db_each(db, &SQL_snapshot_branch_some, 1, values, read_branch, &reading);
    else if (span_equal(kind, SPAN("point")))
        good = db_each(db, &SQL_snapshot_point_some, 1, values, read_point, &reading);
    else if (span_equal(kind, SPAN("event")))
        good = db_each(db, &SQL_snapshot_event_some, 1, values, read_event, &reading);
    else if (entries)
        good = db_each(db, &SQL_snapshot_entry_some, 1, values, read_entry, &reading);
    else
        count = 0; /* a kind that this version doesn't show */
    for (uint32_t i = 0; good && i < count; i++) {
        if (entries || !was_seen(&reading, ids[i])) /* an entry that was seen may have had another code */
            remove_one(batch, kind, ids[i]);
    }
    arena_destroy(reading.arena);
    return good;
}

bool read_some_retired(struct db *db, struct batch *batch, const char *array, const uint8_t (*ids)[16],
                       uint32_t count)
{
    const char *const values[] = { array };

    for (uint32_t i = 0; i < count; i++)
        batch_renew_retired(batch, ids[i]);
    return db_each(db, &SQL_snapshot_retired_some, 1, values, read_retired, batch);
}

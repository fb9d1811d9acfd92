/* SPDX-License-Identifier: Apache-2.0
 *
 * Branches and points as rows of a table. A list inside a cell is separated by semicolons. */
#include "branchlight/csv.h"
#include "branchlight/feeds.h"
#include "branchlight/ready.h"

static const char *const branch_columns[] = {
    "code",
    "name",
    "library_code",
    "library_name",
    "municipality_code",
    "municipality_name",
    "address",
    "latitude",
    "longitude",
    "time_zone",
    "step_free",
    "open_now",
    "open_until",
    "next_open",
    "points",
    "usable_points",
    "demo",
    "distance_m",
};
static const char *const point_columns[] = {
    "code",
    "branch_code",
    "branch_name",
    "utility_code",
    "utility_name",
    "latitude",
    "longitude",
    "lifecycle",
    "status",
    "last_status",
    "last_status_at",
    "status_source",
    "status_valid_until",
    "possible_problem_since",
    "usable_now",
    "open_now",
    "open_until",
    "assisted_now",
    "assisted_until",
    "services",
    "equipment",
    "languages",
    "reasons",
    "demo",
    "distance_m",
};

void place_csv_head(struct buffer *out, bool points)
{
    struct csv_row row = { out, true };
    const char *const *columns = points ? point_columns : branch_columns;
    const size_t count = points ? sizeof point_columns / sizeof *point_columns
                                : sizeof branch_columns / sizeof *branch_columns;
    for (size_t i = 0; i < count; i++)
        csv_text(&row, span_of(columns[i]));
    csv_end(&row);
}

static void entry_cells(struct csv_row *row, const struct snapshot *snapshot, enum directory_kind kind,
                        uint32_t index, unsigned language)
{
    struct directory_entry entry;
    if (!directory_entry(snapshot, kind, index, &entry)) {
        csv_empty(row);
        csv_empty(row);
        return;
    }
    csv_text(row, entry.code);
    csv_text(row, directory_label(snapshot, kind, index, language));
}

static void place_cells(struct csv_row *row, const struct branch_view *branch)
{
    if (branch->located) {
        csv_degrees(row, branch->latitude);
        csv_degrees(row, branch->longitude);
    } else {
        csv_empty(row);
        csv_empty(row);
    }
}

static void open_cells(struct csv_row *row, const struct directory_hours *hours)
{
    if (hours->now == OPEN_UNKNOWN)
        csv_empty(row);
    else
        csv_bool(row, hours->now == OPEN_YES);
    csv_instant(row, hours->now == OPEN_YES ? hours->until : 0);
}

static void set_cell(struct csv_row *row, const struct snapshot *snapshot, enum directory_kind kind,
                     const struct directory_set *set)
{
    struct buffer codes = buffer_in(row->out->arena, 128);
    uint32_t members[DIRECTORY_SET_MAX];
    const unsigned count = directory_set_members(snapshot, kind, set, members);
    for (unsigned i = 0; i < count; i++) {
        struct directory_entry entry;
        directory_entry(snapshot, kind, members[i], &entry);
        if (i > 0)
            buffer_char(&codes, ';');
        buffer_span(&codes, entry.code);
    }
    csv_text(row, buffer_bytes(&codes));
}

static void reasons_cell(struct csv_row *row, const struct point_view *point, int64_t now, unsigned language)
{
    struct buffer text = buffer_in(row->out->arena, 256);
    for (unsigned i = 0; i < point->reason_count; i++) {
        if (i > 0)
            buffer_text(&text, "; ");
        buffer_span(&text, reason_text(row->out->arena, language, point, &point->reasons[i], now));
    }
    csv_text(row, buffer_bytes(&text));
}

static void branch_row(struct csv_row *row, const struct snapshot *snapshot, uint32_t handle,
                       unsigned language)
{
    struct branch_view branch;
    unsigned usable = 0;
    branch_view(snapshot, handle, &branch);
    for (uint32_t number = 0; number < branch.points; number++) {
        struct point_view point;
        point_view(snapshot, handle, number, &point);
        usable += point.usable_now;
    }
    csv_text(row, branch.code);
    csv_text(row, branch.name);
    entry_cells(row, snapshot, DIRECTORY_LIBRARY, branch.library, language);
    entry_cells(row, snapshot, DIRECTORY_MUNICIPALITY, branch.municipality, language);
    csv_text(row, branch.address);
    place_cells(row, &branch);
    csv_text(row, branch.time_zone);
    if (branch.step_free < 0)
        csv_empty(row);
    else
        csv_bool(row, branch.step_free == 1);
    open_cells(row, &branch.hours);
    csv_instant(row, branch.hours.now == OPEN_NO ? branch.hours.next : 0);
    csv_int(row, branch.points);
    csv_int(row, usable);
    csv_bool(row, branch.demo);
}

static void point_row(struct csv_row *row, const struct snapshot *snapshot, uint32_t handle, uint32_t number,
                      unsigned language)
{
    struct branch_view branch;
    struct point_view point;
    branch_view(snapshot, handle, &branch);
    point_view(snapshot, handle, number, &point);
    csv_text(row, point.code);
    csv_text(row, branch.code);
    csv_text(row, branch.name);
    entry_cells(row, snapshot, DIRECTORY_ORGANIZATION, point.utility, language);
    place_cells(row, &branch);
    csv_text(row, span_of(point_lifecycle_name(point.lifecycle)));
    csv_text(row, span_of(point_status_name(point.status)));
    csv_text(row, point.last_status_at ? span_of(point_status_name(point.last_status)) : SPAN(""));
    csv_instant(row, point.last_status_at);
    csv_text(row, point.status_role);
    csv_instant(row, point.valid_until);
    csv_text(row, ready_text(row->out->arena, point.body, "possible_problem_since"));
    csv_bool(row, point.usable_now);
    open_cells(row, &point.hours);
    csv_bool(row, point.assisted_now);
    csv_instant(row, point.assisted_until);
    set_cell(row, snapshot, DIRECTORY_SERVICE, &point.services);
    set_cell(row, snapshot, DIRECTORY_EQUIPMENT, &point.equipment);
    set_cell(row, snapshot, DIRECTORY_LANGUAGE, &point.languages);
    reasons_cell(row, &point, (int64_t)snapshot_minute(snapshot) * 60, language);
    csv_bool(row, point.demo);
}

void place_csv_row(struct buffer *out, const struct snapshot *snapshot, const struct directory_hit *hit,
                   unsigned language)
{
    struct csv_row row = { out, true };
    if (hit->point == DIRECTORY_NONE)
        branch_row(&row, snapshot, hit->branch, language);
    else
        point_row(&row, snapshot, hit->branch, hit->point, language);
    if (hit->has_distance)
        csv_int(&row, (int64_t)(hit->distance + 0.5));
    else
        csv_empty(&row);
    csv_end(&row);
}

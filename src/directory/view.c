/* SPDX-License-Identifier: Apache-2.0
 *
 * Views of single rows: what a page or an answer says about a branch or a point at the snapshot's minute, and
 * why.
 */
#include "internal.h"

#include "branchlight/zones.h"

#include <assert.h>

static const char *const status_names[] = {
    [STATUS_UNKNOWN] = "unknown",
    [STATUS_WORKING] = "working",
    [STATUS_LIMITED] = "limited",
    [STATUS_OUT_OF_ORDER] = "out_of_order",
};
static const char *const lifecycle_names[] = {
    [POINT_PLANNED] = "planned",
    [POINT_ACTIVE] = "active",
    [POINT_SUSPENDED] = "suspended",
    [POINT_CLOSED] = "branch_closed",
};
static const char *const component_names[] = {
    [COMPONENT_COMPUTER] = "computer", [COMPONENT_NETWORK] = "network", [COMPONENT_WEBSITE] = "website",
    [COMPONENT_PRINTER] = "printer",   [COMPONENT_ADVISER] = "adviser",
};
static const char *const reason_names[] = {
    [REASON_WORKING] = "working",
    [REASON_LIMITED] = "limited",
    [REASON_OUT_OF_ORDER] = "out_of_order",
    [REASON_NOT_CONFIRMED] = "not_confirmed",
    [REASON_NO_REPORT] = "no_report",
    [REASON_COMPONENT] = "component_down",
    [REASON_PLANNED] = "planned",
    [REASON_SUSPENDED] = "suspended",
    [REASON_BRANCH_CLOSED] = "branch_closed",
    [REASON_OPEN] = "open",
    [REASON_OPEN_ALWAYS] = "open_always",
    [REASON_CLOSED] = "closed",
    [REASON_HOURS_UNKNOWN] = "hours_unknown",
    [REASON_ASSISTED] = "assisted",
    [REASON_NOT_ASSISTED] = "not_assisted",
    [REASON_ADVISER_AWAY] = "adviser_away",
    [REASON_STEP_FREE] = "step_free",
    [REASON_STEPS] = "steps",
};

const char *point_status_name(enum point_status status)
{
    return status_names[status];
}

const char *point_lifecycle_name(enum point_lifecycle lifecycle)
{
    return lifecycle_names[lifecycle];
}

const char *point_component_name(enum point_component component)
{
    return component_names[component];
}

const char *reason_name(enum reason_code code)
{
    return reason_names[code];
}

int point_status_by_name(struct span name)
{
    for (int i = 0; i < (int)(sizeof(status_names) / sizeof(status_names[0])); i++) {
        if (span_equal(name, span_of(status_names[i])))
            return i;
    }
    return -1;
}

/* With the place's own clock at that minute: the ranges tell it of their own instants only. */
static struct directory_hours placed(struct directory_hours hours, struct span zone, int32_t minute)
{
    if (zone_known(zone, (int64_t)minute * 60)) {
        hours.offset = (int16_t)zone_offset(zone, (int64_t)minute * 60);
        hours.has_offset = true;
    }
    return hours;
}

void branch_view(const struct snapshot *snapshot, uint32_t handle, struct branch_view *ret_view)
{
    const struct block *block = snapshot->blocks[handle >> 8];
    const uint32_t slot = handle & 255;
    const struct branch_row *row = block->rows[slot];

    *ret_view = (struct branch_view){
        .handle = handle,
        .code = row->code,
        .name = row->name,
        .address = row->address,
        .body = row->body,
        .library = row->library,
        .municipality = row->municipality,
        .located = row->located,
        .latitude = row->latitude,
        .longitude = row->longitude,
        .step_free = row->step_free,
        .active = row->active,
        .demo = row->demo,
        .hours = placed(schedule_hours(row->hours, snapshot->minute), row->time_zone, snapshot->minute),
        .time_zone = row->time_zone,
        .points = block->first_point[slot + 1] - block->first_point[slot],
        .history = { row->body.at + row->body.length, row->history_length },
        .named_days = { row->body.at + row->body.length + row->history_length, row->named_days_length },
    };
}

static struct point_reason *add(struct point_view *view, enum reason_code code, bool blocks)
{
    assert(view->reason_count < DIRECTORY_REASONS_MAX);

    struct point_reason *reason = &view->reasons[view->reason_count++];

    *reason = (struct point_reason){ .code = code, .blocks = blocks };
    return reason;
}

static void status_reasons(struct point_view *view, const struct point_row *row)
{
    static const enum reason_code codes[] = {
        [STATUS_WORKING] = REASON_WORKING,
        [STATUS_LIMITED] = REASON_LIMITED,
        [STATUS_OUT_OF_ORDER] = REASON_OUT_OF_ORDER,
    };

    if (row->observed_at == 0) {
        add(view, REASON_NO_REPORT, true);
        return;
    }

    const bool known = view->status != STATUS_UNKNOWN;
    struct point_reason *reason = add(view, known ? codes[view->status] : REASON_NOT_CONFIRMED,
                                      !known || view->status == STATUS_OUT_OF_ORDER);

    reason->at = row->observed_at;
    reason->until = row->valid_until;
    for (unsigned component = 0; component < COMPONENT_ADVISER; component++) {
        if ((view->components_down >> component & 1) != 0)
            add(view, REASON_COMPONENT, component != COMPONENT_PRINTER)->component =
                (enum point_component)component;
    }
}

static void hours_reason(struct point_view *view)
{
    const struct directory_hours *hours = &view->hours;
    struct point_reason *reason;

    switch (hours->now) {
    case OPEN_UNKNOWN:
        add(view, REASON_HOURS_UNKNOWN, true);
        return;
    case OPEN_NO:
        reason = add(view, REASON_CLOSED, true);
        reason->until = hours->next;
        reason->until_offset = hours->next_offset;
        return;
    case OPEN_YES:
        reason = add(view, hours->always ? REASON_OPEN_ALWAYS : REASON_OPEN, false);
        reason->until = hours->until;
        reason->until_offset = hours->until_offset;
        return;
    }
}

static void adviser_reason(struct point_view *view)
{
    const struct directory_hours *hours = &view->adviser;
    const bool away = (view->components_down & 1U << COMPONENT_ADVISER) != 0;

    if (away) {
        add(view, REASON_ADVISER_AWAY, false);
    } else if (view->assisted_now) {
        struct point_reason *reason = add(view, REASON_ASSISTED, false);

        reason->until = hours->until;
        reason->until_offset = hours->until_offset;
    } else if (hours->now == OPEN_NO) {
        struct point_reason *reason = add(view, REASON_NOT_ASSISTED, false);

        reason->until = hours->next;
        reason->until_offset = hours->next_offset;
    }
}

static void reasons(struct point_view *view, const struct branch_row *branch, const struct point_row *row)
{
    if (!branch->active) {
        add(view, REASON_BRANCH_CLOSED, true);
        return;
    }
    if (row->lifecycle == POINT_PLANNED)
        add(view, REASON_PLANNED, true);
    else if (row->lifecycle == POINT_SUSPENDED)
        add(view, REASON_SUSPENDED, true);
    status_reasons(view, row);
    hours_reason(view);
    adviser_reason(view);
    if (branch->step_free >= 0)
        add(view, branch->step_free == 1 ? REASON_STEP_FREE : REASON_STEPS, false);
}

void point_view(const struct snapshot *snapshot, uint32_t branch, uint32_t number,
                struct point_view *ret_view)
{
    const struct block *block = snapshot->blocks[branch >> 8];
    const uint32_t slot = branch & 255;
    const struct branch_row *host = block->rows[slot];
    const struct point_row *row = block->points[block->first_point[slot] + number];
    const int32_t minute = snapshot->minute;
    const struct directory_hours hours =
        placed(schedule_hours(access_hours(host, row), minute), host->time_zone, minute);
    const struct directory_hours adviser =
        placed(schedule_hours_within(row->adviser, host->hours, minute), host->time_zone, minute);
    const enum point_status status = host->active ? point_status_at(row, minute, minute) : STATUS_UNKNOWN;
    const bool assisted = point_assists(row, adviser.now, schedule_open(host->hours, minute), minute);

    *ret_view = (struct point_view){
        .branch = branch,
        .number = number,
        .code = row->code,
        .body = row->body,
        .utility = row->utility,
        .lifecycle = host->active ? row->lifecycle : POINT_CLOSED,
        .demo = row->demo,
        .status_demo = row->status_demo,
        .status = status,
        .last_status = row->status,
        .last_status_at = row->observed_at,
        .valid_until = row->valid_until,
        .status_role = row->status_role,
        .components_down = host->active && minute < row->valid_minute ? row->components_down : 0,
        .usable_now = hours.now == OPEN_YES && point_serves(host, row, status),
        .assisted_now = assisted,
        .assisted_until = assisted ? adviser.until : 0,
        .hours = hours,
        .adviser = adviser,
        .own_hours = host->active && row->access != NULL,
        .time_zone = host->time_zone,
        .services = row->services,
        .equipment = row->equipment,
        .languages = row->languages,
        .reports = row->reports,
    };
    reasons(ret_view, host, row);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of status reports. */
#include "report_lists.h"

#include "branchlight/buffer.h"
#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "shared.h"

#include <stdlib.h>

struct reports {
    struct report_entry *entries;
    unsigned count, capacity;
};

static void point_take(struct request *rq, struct reports *reports, uint32_t branch, uint32_t number)
{
    struct point_view point;
    struct branch_view host;
    struct span rest, report;

    point_view(rq->snapshot, branch, number, &point);
    branch_view(rq->snapshot, branch, &host);
    rest = point.reports;
    while (ready_next(&rest, NULL, &report)) {
        if (reports->count == reports->capacity) {
            const unsigned capacity = 2 * reports->capacity + 64;

            reports->entries =
                arena_grow(rq->arena, reports->entries, reports->count * sizeof *reports->entries,
                           capacity * sizeof *reports->entries);
            reports->capacity = capacity;
        }
        struct report_entry *const entry = &reports->entries[reports->count++];

        *entry = (struct report_entry){
            .point = point.code, .branch = host.code, .name = host.name, .json = report
        };
        clock_parse(ready_text(rq->arena, report, "observed_at"), &entry->at);
    }
}

/* Of one point and second: as the point's own text has them, the newest first. */
static int newest_first(const void *left, const void *right)
{
    const struct report_entry *const a = left, *const b = right;

    if (a->at != b->at)
        return a->at < b->at ? 1 : -1;
    if (!span_equal(a->point, b->point))
        return span_compare(a->point, b->point);
    return a->json.at < b->json.at ? -1 : 1;
}

static struct reply json_reply(struct request *rq, const struct reports *reports)
{
    struct buffer out = buffer_in(rq->arena, 4096);

    buffer_text(&out, "{\"items\":[");
    for (unsigned i = 0; i < reports->count && i < REPORTS_SHOWN; i++) {
        buffer_text(&out, i > 0 ? "," : "");
        object_open(&out, reports->entries[i].json);
        json_put_name(&out, "point");
        json_put_string(&out, reports->entries[i].point);
        buffer_char(&out, '}');
    }
    buffer_char(&out, ']');
    return list_reply(rq, &out, NULL);
}

struct reply report_list_reply(struct request *rq, const struct directory_result *points, struct span title)
{
    struct reports reports = { 0 };

    for (unsigned i = 0; i < points->count; i++)
        point_take(rq, &reports, points->hits[i].branch, points->hits[i].point);
    if (reports.count > 0)
        qsort(reports.entries, reports.count, sizeof *reports.entries, newest_first);
    if (rq->format == FORMAT_ATOM)
        return report_feed(rq, title, reports.entries,
                           reports.count < REPORTS_SHOWN ? reports.count : REPORTS_SHOWN);
    return json_reply(rq, &reports);
}

struct reply report_list_found(struct request *rq, struct directory_query *query, struct span title)
{
    query->points = true;
    query->limit = DIRECTORY_LIMIT_MAX;
    const struct directory_result found = directory_search(rq->snapshot, rq->arena, query);

    return report_list_reply(rq, &found, title);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/points/{point}/status-reports: the last 20 reports on a point, newest first. */
#include "report_lists.h"
#include "shared.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static struct reply feed(struct request *rq, uint32_t handle, uint32_t number)
{
    struct directory_hit hit = { .branch = handle, .point = number };
    struct branch_view branch;

    branch_view(rq->snapshot, handle, &branch);
    return report_list_reply(rq, &(struct directory_result){ .hits = &hit, .count = 1 }, branch.name);
}

static struct reply answer(struct request *rq)
{
    uint32_t branch, number;
    struct point_view point;
    if (!point_find(rq->snapshot, arg(rq, "point")->text, &branch, &number))
        return problem(rq, PROBLEM_NOT_FOUND);
    if (rq->format == FORMAT_ATOM)
        return feed(rq, branch, number);
    point_view(rq->snapshot, branch, number, &point);
    struct buffer out = buffer_in(rq->arena, 64 + point.reports.length);
    buffer_text(&out, "{\"items\":");
    buffer_span(&out, point.reports.length > 0 ? point.reports : SPAN("[]"));
    return list_reply(rq, &out, NULL);
}

const struct operation status_report_list = {
    .summary = "List the last status reports of a point",
    .description =
        "The newest 20. What a point's status is now also depends on the clock: see the point itself.",
    .tag = "Points",
    PARAMS(params),
    .shared = { &language_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_ATOM),
    .returns = "StatusReportList",
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/: the points that one has to do with, worst first; who has one alone is shown that.
 * Who reads alone is led to what visitors see of each. */
#include "branchlight/i18n.h"
#include "queries.h"
#include "staff_parts.h"
#include "zoned.h"

enum { MAY_REPORT = 9, PUBLIC_BRANCH = 10 }; /* columns of staff_points.sql */

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

/* To the page of the point, or of its branch; NULL: neither is open to who asks. */
static const char *way(struct request *rq, const struct rows *points, unsigned i)
{
    if (rows_bool(points, i, MAY_REPORT))
        return page_path(rq, "staff/points/%s", cell_string(rq, points, i, 0));
    if (rows_null(points, i, PUBLIC_BRANCH))
        return NULL;
    return page_path(rq, "branches/%s", cell_string(rq, points, i, PUBLIC_BRANCH));
}

static void row_set(struct request *rq, struct view *row, const struct rows *points, unsigned i)
{
    const struct span zone = rows_text(points, i, 7);
    const int64_t at = rows_int(points, i, 5);

    view_set_string(row, "url", way(rq, points, i));
    view_set_string(row, "branch", cell_string(rq, points, i, 1));
    if (!span_equal(rows_text(points, i, 1), rows_text(points, i, 2)))
        view_set_string(row, "library", cell_string(rq, points, i, 2));
    view_set_string(row, "utility", cell_string(rq, points, i, 3));
    seen_look(rq, row, cell_string(rq, points, i, 4), cell_string(rq, points, i, 8));
    view_set_text(row, "age",
                  at ? zoned_age(rq, at, zone) : i18n_text(rq->language, "status.never_reported"));
}

static struct reply run(struct request *rq)
{
    const struct rows points = work_query(rq, &SQL_staff_points, 0, NULL);
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "staff.points.title"), "staff/", "points");
    struct view *const rows = view_set_list(view, "rows");

    if (points.ok && points.count == 1 && rows_bool(&points, 0, MAY_REPORT))
        return see_other(rq, arena_printf(rq->arena, "staff/points/%s", cell_string(rq, &points, 0, 0)));
    for (unsigned i = 0; points.ok && i < points.count; i++)
        row_set(rq, view_add_object(rows), &points, i);
    view_set_bool(view, "none", points.count == 0);
    return shell_reply(rq, 200, "staff_points", view);
}

const struct operation staff_points = {
    .summary = "My points",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_READ,
};

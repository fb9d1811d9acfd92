/* SPDX-License-Identifier: Apache-2.0
 *
 * What visitors want corrected, in their words, beside the fields that it is about. */
#include "directory_parts.h"
#include "queries.h"
#include "zoned.h"

void corrections_set(struct request *rq, struct view *view, const char *branch, const char *about)
{
    const struct rows corrections = WORK_QUERY(rq, SQL_branch_corrections, branch, about);
    struct view *list = NULL;

    for (unsigned i = 0; corrections.ok && i < corrections.count; i++) {
        if (!list)
            list = view_set_list(view, "corrections");
        struct view *const row = view_add_object(list);

        view_set_string(row, "action",
                        page_path(rq, "staff/reports/%s", cell_string(rq, &corrections, i, 0)));
        view_set_string(row, "at_version", cell_string(rq, &corrections, i, 1));
        view_set_text(row, "about",
                      words_of(rq, "public_report.correction", cell_string(rq, &corrections, i, 2)));
        view_set_string(row, "text", cell_string(rq, &corrections, i, 3));
        view_set_text(row, "age", zoned_age(rq, rows_int(&corrections, i, 4), rows_text(&corrections, i, 5)));
    }
}

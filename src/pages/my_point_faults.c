/* SPDX-License-Identifier: Apache-2.0
 *
 * What became of the faults of one's point: whoever reported one learns here that it is known, being
 * repaired, fixed; an enrolled phone too, which has no mail and opens no incident. */
#include "branchlight/i18n.h"
#include "incident_parts.h"
#include "my_point_parts.h"
#include "queries.h"
#include "zoned.h"

enum column { ID, PART, STATE, END, CHANGED, REPORTED, REACHED, MOVED, TO, NOTE, ROLE, AT, BY_REPORT };

static void update_set(struct request *rq, struct view *update, const struct rows *rows, unsigned i,
                       struct span zone)
{
    const char *const to = cell_string(rq, rows, i, TO), *const role = cell_string(rq, rows, i, ROLE);

    view_set_text(update, "what",
                  rows_bool(rows, i, MOVED) ? words_of(rq, "incident.state", to)
                                            : i18n_text(rq->language, "incident.noted"));
    view_set_text(update, "age", zoned_age(rq, rows_int(rows, i, AT), zone));
    view_set_string(update, "note", cell_string(rq, rows, i, NOTE));
    if (role)
        view_set_text(update, "who", words_of(rq, "role", role));
    view_set_bool(update, "by_report", rows_bool(rows, i, BY_REPORT));
}

/* The first of its rows: where it stands. */
static struct view *fault_add(struct request *rq, struct view *list, const struct rows *rows, unsigned i,
                              struct span zone)
{
    const char *const state = cell_string(rq, rows, i, STATE);
    const int64_t end = rows_int(rows, i, END);
    const bool fixed = strcmp(state, "fixed") == 0, works = strcmp(state, "verified") == 0;
    const bool over = fixed || works || strcmp(state, "dismissed") == 0;
    struct view *const fault = view_add_object(list);

    incident_look(fault, state);
    view_set_text(fault, "part", words_of(rq, "public_report.problem", cell_string(rq, rows, i, PART)));
    view_set_text(fault, "word", words_of(rq, "incident.state", state));
    view_set_text(fault, "age", zoned_age(rq, rows_int(rows, i, CHANGED), zone));
    if (end != 0 && !over)
        view_set_text(fault, "end", zoned_until(rq, end, zone));
    if (rows_bool(rows, i, REACHED))
        view_set_string(fault, "url", page_path(rq, "staff/incidents/%s", cell_string(rq, rows, i, ID)));
    view_set_bool(fault, "thanks", (fixed || works) && rows_bool(rows, i, REPORTED));
    view_set_bool(fault, "check", fixed);
    return fault;
}

void my_point_faults_set(struct request *rq, struct view *view, const char *point, struct span zone)
{
    const struct rows rows = WORK_QUERY(rq, SQL_my_point_faults, point);
    struct view *const list = view_set_list(view, "faults");
    struct view *fault = NULL, *updates = NULL;

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        const bool first = i == 0 || !span_equal(rows_text(&rows, i, ID), rows_text(&rows, i - 1, ID));

        if (first) {
            fault = fault_add(rq, list, &rows, i, zone);
            updates = NULL;
        }
        if (rows_null(&rows, i, TO))
            continue;
        if (!updates)
            updates = view_set_list(view_set_object(fault, "done"), "updates");
        update_set(rq, view_add_object(updates), &rows, i, zone);
    }
}

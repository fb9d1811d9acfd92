/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/history/{number}: undoes one change. */
#include "../api/staff.h"
#include "history_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "number", IN_PATH, T_INT, .min = 1, .max = INT64_MAX, .summary = "Number of the entry",
      .example = "1200" },
};

static struct reply run(struct request *rq)
{
    if (form_wrong(rq))
        return history_show(rq, 409);
    const enum problem why = audit_entry_undo(rq);

    return why == PROBLEMS ? see_other(rq, "staff/history?undone=true") : history_show(rq, 409);
}

const struct operation history_undo = {
    .summary = "Undo a change",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_AUDIT,
    .form = true,
};

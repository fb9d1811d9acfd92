/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/points/{point}/hours/{kind}/removal: the point is reached when its building is
 * open again; or nobody says any more when somebody helps. */
#include "hours_parts.h"

static struct reply run(struct request *rq)
{
    rq->error_count = 0; /* no field but the version is needed */
    if (form_wrong(rq) || !hours_drop(rq, hours_named(rq), arg(rq, "hours_version")->integer))
        return hours_form_show(rq, 412);
    return hours_form_saved(rq);
}

const struct operation directory_point_hours_remove = {
    .summary = "Remove a point's own hours",
    .shared = { &point_hours_path, &hours_form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

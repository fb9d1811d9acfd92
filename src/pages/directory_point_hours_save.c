/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/points/{point}/hours/{kind}: the week, the season and what comes back. */
#include "hours_parts.h"

const struct operation directory_point_hours_save = {
    .summary = "Save a point's own hours",
    .shared = { &point_hours_path, &hours_form_body },
    STAFF_PAGE,
    .run = hours_week_save,
    .action = ACTION_DIRECTORY,
    .form = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/points/{point}/hours/{kind}/exceptions: one more ("no adviser on 3 May"), or
 * one less. */
#include "hours_parts.h"

const struct operation directory_point_hours_exception = {
    .summary = "Add or remove an exception to a point's own hours",
    .shared = { &point_hours_path, &hours_form_body, &hours_exception_body },
    STAFF_PAGE,
    .run = hours_exception_save,
    .action = ACTION_DIRECTORY,
    .form = true,
};

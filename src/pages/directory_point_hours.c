/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/points/{point}/hours/{kind}: when a point is reached, or when somebody helps
 * there, on the page of its branch's hours. */
#include "hours_parts.h"

static const struct param path[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "kind", IN_PATH, T_CHOICE, .choices = point_hours_kinds, .summary = "access or adviser",
      .example = "adviser" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "at", IN_QUERY, T_TEXT, .max = 16, .unkept = true,
      .summary = "Local time to look at, YYYY-MM-DDThh:mm" },
};
const struct param_set point_hours_path = { path, sizeof path / sizeof *path };

static struct reply run(struct request *rq)
{
    return hours_form_show(rq, 200);
}

const struct operation directory_point_hours = {
    .summary = "A point's own hours, to be edited",
    .shared = { &point_hours_path, &hours_form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

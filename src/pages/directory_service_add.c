/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/utilities/{organization}/services: adds it. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "organization", IN_PATH, T_CODE, .summary = "Code of the utility", .example = "eso" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    const char *const object = rq->object;

    if (form_wrong(rq))
        return service_new_show(rq, 422);
    const struct rows made = service_make(rq, service_whole(rq));

    rq->object = object;
    if (rq->error_count > 0)
        return service_new_show(rq, 422);
    if (!made.ok || made.count == 0)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    const struct span row = row_read(rq, ROW_SERVICE, cell_string(rq, &made, 0, 0), NULL);
    const struct span code = ready_text(rq->arena, row, "code");

    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/services/%.*s?saved=true", (int)code.length, code.at));
}

const struct operation directory_service_add = {
    .summary = "Add a service",
    PARAMS(params),
    .shared = { &service_owner, &service_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
    .fresh = true,
};

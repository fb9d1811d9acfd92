/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/libraries/{library}/merge: after the question was answered. Where the library
 * has been changed since it was asked, it is asked anew. */
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "into", IN_BODY, T_CODE, .required = true, .summary = "Code of the library that is kept" },
    { "version", IN_BODY, T_INT, .min = 1, .max = 999999999, .summary = "Of the library that was shown" },
};

static struct reply run(struct request *rq)
{
    const char *const kept = arg_given(rq, "into") ? merge_hold(rq, ROW_LIBRARY) : NULL;

    if (form_wrong(rq))
        return library_merging_show(rq, 422, NULL, false);
    rq->version = arg(rq, "version")->integer;
    if (!row_lock(rq, ROW_LIBRARY, rq->object))
        return library_merging_show(rq, 412, kept, true);
    WORK_QUERY(rq, SQL_library_merge, rq->object, kept);
    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/libraries/%s?merged=true", arg_value(rq, "into")));
}

const struct operation directory_library_merge = {
    .summary = "Merge a library into another",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

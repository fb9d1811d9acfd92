/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/libraries/{library}/merge: which one stays, what would change, and the
 * question. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "into", IN_QUERY, T_CODE, .unkept = true, .summary = "Code of the library that is kept" },
};

static struct reply run(struct request *rq)
{
    return merging_ask(rq, ROW_LIBRARY);
}

const struct operation directory_library_merging = {
    .summary = "A library, to be merged into another",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

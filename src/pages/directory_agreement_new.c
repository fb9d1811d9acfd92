/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/libraries/{library}/agreements: a new agreement with a library. */
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    return agreement_new_show(rq, 200);
}

const struct operation directory_agreement_new = {
    .summary = "A new agreement",
    PARAMS(params),
    .shared = { &agreement_owner, &agreement_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

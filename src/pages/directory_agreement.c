/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/agreements/{agreement}: the form of an agreement; the library's people read
 * it. */
#include "branchlight/pages.h"
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "agreement", IN_PATH, T_CODE, .summary = "Code of the agreement", .example = "eso-pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    const bool reading = agreement_open(rq, ACTION_DIRECTORY) == PROBLEM_FORBIDDEN;
    const enum problem answer = agreement_open(rq, reading ? ACTION_READ : ACTION_DIRECTORY);

    return answer == PROBLEMS ? agreement_form_show(rq, 200, NULL, false, reading) : page_problem(rq, answer);
}

const struct operation directory_agreement = {
    .summary = "An agreement, to be edited",
    PARAMS(params),
    .shared = { &agreement_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

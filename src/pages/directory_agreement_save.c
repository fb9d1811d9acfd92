/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/agreements/{agreement}: what was changed in the form. Where somebody was
 * faster, both are shown, field by field, and nothing is saved. */
#include "branchlight/pages.h"
#include "directory_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "agreement", IN_PATH, T_CODE, .summary = "Code of the agreement", .example = "eso-pasvalio-vb" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
};

static struct reply run(struct request *rq)
{
    const enum problem answer = agreement_open(rq, ACTION_DIRECTORY);

    if (answer != PROBLEMS)
        return page_problem(rq, answer);
    const char *const patch = form_patch(rq, &agreement_body);

    agreement_dates_check(rq);
    agreement_reopening_check(rq, patch);
    return row_form_save(rq, &agreement_form, patch, NULL);
}

const struct operation directory_agreement_save = {
    .summary = "Save an agreement",
    PARAMS(params),
    .shared = { &agreement_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
    .form = true,
};

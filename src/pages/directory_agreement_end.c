/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/directory/agreements/{agreement}/end: it is over from today. */
#include "branchlight/pages.h"
#include "directory_parts.h"
#include "queries.h"

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
    struct reply instead;

    if (!row_form_hold(rq, &agreement_form, &instead))
        return instead;
    WORK_QUERY(rq, SQL_agreement_end, rq->object);
    return see_other(
        rq, arena_printf(rq->arena, "staff/directory/agreements/%s?saved=true", arg_value(rq, "agreement")));
}

const struct operation directory_agreement_end = {
    .summary = "End an agreement",
    PARAMS(params),
    .shared = { &agreement_body, &form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

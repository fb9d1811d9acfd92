/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/agreements/{agreement}: a merge patch. */
#include "editing.h"
#include "queries.h"

static const struct param params[] = {
    { "agreement", IN_PATH, T_CODE, .summary = "Code of the agreement", .example = "eso-pasvalio-vb" },
};

static struct reply run(struct request *rq)
{
    const enum problem answer = agreement_open(rq, ACTION_DIRECTORY);

    if (answer != PROBLEMS)
        return problem(rq, answer);
    agreement_dates_check(rq);
    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : row_update(rq, ROW_AGREEMENT);
}

const struct operation agreement_update = {
    .summary = "Change an agreement",
    .description = "A merge patch. `state: active` publishes it, without its obligations.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &agreement_body, &reason_body },
    .returns = "StaffAgreement",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .matches = true,
};

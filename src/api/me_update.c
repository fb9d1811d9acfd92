/* SPDX-License-Identifier: Apache-2.0
 *
 * PATCH /api/v1/me: what colleagues call one, and the language of mail. */
#include "people.h"
#include "queries.h"

static const struct param body[] = {
    { "name", IN_BODY, T_TEXT, .max = 100, .summary = "What colleagues call one", .example = "Ona" },
    { "language", IN_BODY, T_LANGUAGE, .summary = "Of mail and pages", .example = "lt" },
};

static struct reply run(struct request *rq)
{
    if (!in_person(rq))
        return problem(rq, PROBLEM_FORBIDDEN);
    WORK_QUERY(rq, SQL_me_update, arg_value(rq, "name"), arg_value(rq, "language"));
    const struct rows me = work_query(rq, &SQL_me_get, 0, NULL);

    return reply_rows(rq, 200, &me);
}

const struct operation me_update = {
    .summary = "Change one's name or language",
    .tag = "Staff",
    PARAMS(body),
    .returns = "Me",
    .run = run,
    .access = ACCESS_SIGNED_IN,
};

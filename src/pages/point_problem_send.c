/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/points/{point}/problem: what doesn't work at a point, sent without an account. */
#include "public_form.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static struct reply run(struct request *rq)
{
    return public_form_send(rq, REPORT_PROBLEM);
}

const struct operation point_problem_send = {
    .summary = "Report a problem",
    PARAMS(params),
    .shared = { &problem_report_body },
    PAGE,
    .run = run,
};

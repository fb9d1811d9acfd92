/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/points/{point}/problem: what doesn't work at a point, asked without an account. */
#include "public_form.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
    { "thanks", IN_QUERY, T_BOOL, .summary = "Was sent just now" },
};

static struct reply answer(struct request *rq)
{
    return public_form_show(rq, REPORT_PROBLEM, 200);
}

const struct operation point_problem = {
    .summary = "Report a problem",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/branches/{branch}/correction: what is wrong about a branch, asked without an account. */
#include "public_form.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "thanks", IN_QUERY, T_BOOL, .summary = "Was sent just now" },
};

static struct reply answer(struct request *rq)
{
    return public_form_show(rq, REPORT_CORRECTION, 200);
}

const struct operation branch_correction = {
    .summary = "Say what is wrong",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

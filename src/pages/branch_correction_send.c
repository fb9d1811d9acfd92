/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/branches/{branch}/correction: what is wrong about a branch, sent without an account. */
#include "public_form.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
};

static struct reply run(struct request *rq)
{
    return public_form_send(rq, REPORT_CORRECTION);
}

const struct operation branch_correction_send = {
    .summary = "Say what is wrong",
    PARAMS(params),
    .shared = { &correction_body },
    PAGE,
    .run = run,
};

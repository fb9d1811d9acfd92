/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}: people leave the slash out. */
#include "branchlight/i18n.h"
#include "branchlight/operation.h"
#include "shell.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply answer(struct request *rq)
{
    return reply_redirect(rq, 308, page_path(rq, "%s", ""));
}

const struct operation language_home = {
    .summary = "Go to a language's first page",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

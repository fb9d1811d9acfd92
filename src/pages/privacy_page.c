/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/privacy: what the server learns and keeps of visitors, in plain words. It must stay true: the
 * log's fields are those of src/http/request.c. */
#include "branchlight/i18n.h"
#include "shell.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply answer(struct request *rq)
{
    struct view *const view = shell_view(rq, i18n_text(rq->language, "privacy.title"), "privacy");

    shell_describe(view, i18n_text(rq->language, "privacy.lead"));
    return shell_reply(rq, 200, "privacy_page", view);
}

const struct operation privacy_page = {
    .summary = "Privacy",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

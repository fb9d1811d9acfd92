/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/accessibility: the accessibility statement, in the order of the model of Commission
 * Implementing Decision (EU) 2018/1523. Its date changes when the site is assessed anew. */
#include "branchlight/i18n.h"
#include "shell.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply answer(struct request *rq)
{
    struct view *const view = shell_view(rq, i18n_text(rq->language, "access.title"), "accessibility");

    shell_describe(view, i18n_text(rq->language, "access.lead"));
    return shell_reply(rq, 200, "accessibility_page", view);
}

const struct operation accessibility_page = {
    .summary = "Accessibility statement",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

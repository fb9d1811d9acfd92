/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/offline: what the service worker shows where there is neither a connection nor a copy.
 */
#include "branchlight/i18n.h"
#include "branchlight/operation.h"
#include "shell.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct reply answer(struct request *rq)
{
    const struct view *const view = shell_view(rq, i18n_text(rq->language, "offline.title"), NULL);

    return shell_reply(rq, 200, "offline_page", view);
}

const struct operation offline_page = {
    .summary = "Say that there is no connection",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

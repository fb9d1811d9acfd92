/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/branches/{branch}/follow: sends a link that confirms. The page says the same whether the
 * address follows already or not. */
#include "branchlight/pages.h"
#include "follow_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "point", IN_BODY, T_CODE, .summary = "The point, where not all of the branch",
      .example = "pasvalys-eso" },
};

static struct reply run(struct request *rq)
{
    const struct span code = arg(rq, "branch")->text;
    const char *const kind = arg_given(rq, "point") ? "point" : "branch";
    struct report_limits limits = { 0 };
    struct reply reply;

    if (rq->error_count > 0)
        return follow_show(rq, 422);
    const struct rows asked = follow_ask(rq, kind, arg(rq, kind)->text, &limits);

    if (limits.wait > 0) {
        param_error(rq, "email", "too_many_reports", "minutes",
                    arena_printf(rq->arena, "%lld", (long long)(limits.wait + 59) / 60), NULL);
        reply = follow_show(rq, 429);
    } else if (!asked.ok || asked.count == 0 || rows_null(&asked, 0, 0)) {
        return page_problem(rq, PROBLEM_NOT_FOUND);
    } else {
        reply = see_other(
            rq, arena_printf(rq->arena, "branches/%.*s/follow?sent=true", (int)code.length, code.at));
    }
    report_headers(rq, &reply, &limits);
    return reply;
}

const struct operation branch_follow_send = {
    .summary = "Ask for news by mail",
    PARAMS(params),
    .shared = { &follow_body },
    PAGE,
    .run = run,
};

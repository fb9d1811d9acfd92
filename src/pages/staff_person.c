/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/people/{user}: takes a role away, shuts somebody out, or lets them in again. */
#include "branchlight/pages.h"
#include "people_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "user", IN_PATH, T_CODE, .summary = "Id of the person",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
    { "take", IN_BODY, T_CODE, .summary = "Id of the grant to take away" },
    { "shut", IN_BODY, T_BOOL, .summary = "Whether they are to be shut out" },
};

static struct reply run(struct request *rq)
{
    const char *const user = arg_value(rq, "user");
    struct rows rows = { .ok = false };

    if (strcmp(user, rq->actor->user) == 0)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (arg_given(rq, "take"))
        rows = user_grant_take(rq, user, arg_value(rq, "take"));
    else if (arg_given(rq, "shut"))
        rows = user_shut(rq, user, arg(rq, "shut")->boolean);
    if (!rows.ok || rows.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    return see_other(rq, "staff/people");
}

const struct operation staff_person = {
    .summary = "Change what somebody may do",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_PEOPLE,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/people: invites. The answer is the page itself and no redirection, because the link is
 * told once and stands in no address. Nothing keeps it: the link's secret belongs to the form's own key and
 * what is said in it, so whoever presses the button twice is told the same link of the same invitation. */
#include "../api/staff.h"
#include "branchlight/pages.h"
#include "people_parts.h"
#include "queries.h"

enum { STATE = 5 }; /* column of invitation_look.sql */

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "place", IN_BODY, T_TEXT, .max = 80,
      .summary = "Role and code of what it is of, as librarian:lt-pasvalys" },
};

/* What was wrong with a field that the form hasn't got. */
static void error_forget(struct request *rq, struct span parameter)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < rq->error_count; i++) {
        if (!span_equal(rq->errors[i].parameter, parameter))
            rq->errors[kept++] = rq->errors[i];
    }
    rq->error_count = kept;
}

/* "librarian:lt-pasvalys", in the operation's own arguments. */
static void translate(struct request *rq)
{
    const char *const place = arg_value(rq, "place");
    const char *const colon = place ? strchr(place, ':') : NULL;

    error_forget(rq, SPAN("role"));
    if (!place) {
        param_error(rq, "place", "required", NULL);
        return;
    }
    arg_give(rq, "role", colon ? arena_copy(rq->arena, place, (size_t)(colon - place)) : place);
    if (colon)
        arg_give(rq, "scope", colon + 1);
}

/* What was made by a press before this one. */
static struct reply made_already(struct request *rq, const char *secret)
{
    const struct rows first = WORK_QUERY(rq, SQL_invitation_look, secret_hash(rq->arena, span_of(secret)));

    if (!first.ok || first.count == 0)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (span_equal(rows_text(&first, 0, STATE), SPAN("open")))
        return people_show(rq, 200, invitation_link(rq, secret));
    param_error(rq, "once", "invited_already", NULL);
    return people_show(rq, 422, NULL);
}

static struct reply refused(struct request *rq)
{
    form_error_move(rq, "role", "place");
    form_error_move(rq, "scope", "place");
    return people_show(rq, 422, NULL);
}

static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];

    if (!in_person(rq)) /* an invitation is more than a key can be narrowed to */
        return page_problem(rq, PROBLEM_FORBIDDEN);
    translate(rq);
    if (rq->error_count > 0)
        return refused(rq);
    once_secret(rq, secret);
    const struct rows made = invitation_record(rq, secret);

    if (rq->error_count > 0)
        return refused(rq);
    if (!made.ok)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    if (made.count == 0)
        return made_already(rq, secret);
    return people_show(rq, 200, invitation_link(rq, secret));
}

const struct operation staff_invite = {
    .summary = "Invite",
    PARAMS(params),
    .shared = { &invitation_body, &once_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_PEOPLE,
};

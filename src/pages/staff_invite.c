/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/people: invites. The answer is the page itself and no redirection, because the link is
 * told once and stands in no address. */
#include "../api/staff.h"
#include "branchlight/pages.h"
#include "people_parts.h"

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
    const struct rows made = invitation_record(rq, secret);

    if (rq->error_count > 0)
        return refused(rq);
    if (!made.ok || made.count == 0)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    return people_show(rq, 200, invitation_link(rq, secret));
}

const struct operation staff_invite = {
    .summary = "Invite",
    PARAMS(params),
    .shared = { &invitation_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_PEOPLE,
};

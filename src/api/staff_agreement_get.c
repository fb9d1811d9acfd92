/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/staff/agreements/{agreement}: with its obligations, for the two who have it. */
#include "editing.h"
#include "queries.h"

#include <string.h>

static const struct param params[] = {
    { "agreement", IN_PATH, T_CODE, .summary = "Code of the agreement", .example = "eso-pasvalio-vb" },
};

/* Whether somebody is of the library's (id) own people: other utilities that have a point there have no say.
 */
static bool of_library(const struct actor *actor, const char *library)
{
    bool own = has_role(actor, "admin");

    for (unsigned i = 0; i < actor->grant_count && !own; i++)
        own = actor->grants[i].library && strcmp(actor->grants[i].library, library) == 0;
    return own;
}

/* Row level security shows agreements to both sides; the first lock asks about the utility, or the library.
 */
enum problem agreement_open(struct request *rq, enum action action)
{
    const struct rows found = WORK_QUERY(rq, SQL_agreement_find, arg_value(rq, "agreement"));

    if (!found.ok || found.count == 0)
        return PROBLEM_NOT_FOUND;
    const char *const id = arena_copy(rq->arena, rows_text(&found, 0, 0).at, ID_SIZE - 1);
    enum problem answer = authorize(rq, action, "organization", rows_text(&found, 0, 1));

    if (answer == PROBLEM_FORBIDDEN && action == ACTION_READ &&
        authorize(rq, action, "library", rows_text(&found, 0, 2)) == PROBLEMS &&
        of_library(rq->actor, rq->object))
        answer = PROBLEMS;
    rq->object = id;
    return answer;
}

static struct reply run(struct request *rq)
{
    const enum problem answer = agreement_open(rq, ACTION_READ);

    return answer == PROBLEMS ? row_reply(rq, 200, ROW_AGREEMENT, rq->object) : problem(rq, answer);
}

const struct operation staff_agreement_get = {
    .summary = "An agreement as it is stored",
    .tag = "Staff",
    PARAMS(params),
    .returns = "StaffAgreement",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_READ,
};

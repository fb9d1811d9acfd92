/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/points: a point of a utility in a branch, planned if nothing else is said. */
#include "editing.h"

static const char *const lifecycles[] = { "planned", "active", "suspended", "removed", NULL };

static const struct param body[] = {
    { "code", IN_BODY, T_CODE, .kept = true,
      .summary = "Made of branch and utility where it isn't given. Stands in QR codes for ever",
      .example = "pasvalys-eso" },
    { "branch", IN_BODY, T_CODE, .required = true, .summary = "Code of the branch that it stands in",
      .example = "lt-pasvalys" },
    { "agreement", IN_BODY, T_CODE, .summary = "Its own agreement; null: the library's with the utility",
      .example = "eso-pasvalio-vb" },
    { "lifecycle", IN_BODY, T_CHOICE, .choices = lifecycles, .kept = true,
      .summary = "planned → active → suspended → active …; removed from any, for good", .example = "active" },
    { "website", IN_BODY, T_TEXT, .max = 500, .summary = "The self-service site; null: the utility's",
      .example = "https://www.eso.lt/" },
    { "valid_days", IN_BODY, T_INT, .min = 1, .max = 90, .kept = true,
      .summary = "For how many days a report of it may be believed; 7, if not said", .example = "7" },
    { "services", IN_BODY, T_CODES, .summary = "What one can do there", .example = "declare-readings" },
    { "equipment", IN_BODY, T_CODES, .summary = "What it is equipped with", .example = "computer,printer" },
    { "languages", IN_BODY, T_CODES, .summary = "In which the adviser helps, ISO 639-1", .example = "lt,ru" },
    { "notes.lt", IN_BODY, T_TEXT, .max = 2000, .lines = true,
      .summary = "What a visitor should know, in Lithuanian", .example = "Antrame aukšte" },
    { "notes.en", IN_BODY, T_TEXT, .max = 2000, .lines = true, .summary = "The same in English",
      .example = "On the second floor" },
};
const struct param_set point_body = { body, sizeof body / sizeof *body };

/* Whose point it is stays so for ever: another utility's is another point. */
static const struct param owner[] = {
    { "utility", IN_BODY, T_CODE, .required = true, .summary = "Code of the utility", .example = "eso" },
};
const struct param_set point_owner = { owner, sizeof owner / sizeof *owner };

static const struct param params[] = {
    { "confirm_duplicate", IN_BODY, T_BOOL, .summary = "Make it although the utility has one there",
      .example = "true" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = point_whole(rq);
    const struct rows candidates = duplicates(rq, ROW_POINT, patch);

    if (candidates.ok && candidates.count > 0)
        return duplicate_reply(rq, "duplicate_point", &candidates);
    const struct rows made = point_make(rq, patch);

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : row_made(rq, ROW_POINT, &made);
}

const struct operation point_create = {
    .summary = "Add a point",
    .description =
        "By the utility's coordinator, or by a library that has an agreement with it. A second one of "
        "the utility in a branch is refused with those that are there as `candidates`, until "
        "`confirm_duplicate` says that it is another.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &point_owner, &point_body, &reason_body },
    .returns = "StaffPoint",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .fresh = true,
};

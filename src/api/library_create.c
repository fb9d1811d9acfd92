/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/libraries: a library and its institution. A coordinator's is tied to the utility by a draft of
 * an agreement. */
#include "editing.h"

static const struct param body[] = {
    { "code", IN_BODY, T_CODE, .kept = true, .summary = "Made of the name where it isn't given",
      .example = "pasvalio-vb" },
    { "name", IN_BODY, T_TEXT, .max = 200, .required = true, .summary = "Proper name of the institution",
      .example = "Pasvalio Mariaus Katiliškio viešoji biblioteka" },
    { "name_language", IN_BODY, T_CODE, .kept = true, .summary = "ISO 639-1; lt, if not said",
      .example = "lt" },
    { "municipality", IN_BODY, T_CODE, .summary = "ISO 3166-2 of the municipality that it serves",
      .example = "LT-34" },
    { "website", IN_BODY, T_TEXT, .max = 500, .summary = "Its site", .example = "https://psvb.lt/" },
    { "phone", IN_BODY, T_TEXT, .max = 31, .summary = "Its telephone", .example = "+370 451 34028" },
    { "active", IN_BODY, T_BOOL, .kept = true,
      .summary = "false: closed for good; its branches are closed first", .example = "true" },
};
const struct param_set library_body = { body, sizeof body / sizeof *body };

static const struct param owner[] = {
    { "utility", IN_BODY, T_CODE, .summary = "Code of one's utility; coordinators give it",
      .example = "eso" },
};
const struct param_set library_owner = { owner, sizeof owner / sizeof *owner };

static const struct param params[] = {
    { "confirm_duplicate", IN_BODY, T_BOOL, .summary = "Make it although it looks like one that is there",
      .example = "true" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = library_whole(rq);
    const struct rows candidates = duplicates(rq, ROW_LIBRARY, patch);

    if (candidates.ok && candidates.count > 0)
        return duplicate_reply(rq, "duplicate_library", &candidates);
    const struct rows made = library_make(rq, patch);

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : row_made(rq, ROW_LIBRARY, &made);
}

const struct operation library_create = {
    .summary = "Add a library",
    .description =
        "One that is called like another, or of whose municipality there is one, is refused with those as "
        "`candidates`, until `confirm_duplicate` says that it is another. With `utility`, a draft of an "
        "agreement with it is made, so that its coordinators can "
        "add branches. A "
        "`draft` is seen by staff alone; it becomes public with its first public branch.",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &library_owner, &library_body, &draft_body, &reason_body },
    .returns = "StaffLibrary",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .fresh = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/branches: a branch of a library. One that may be there already is asked about first. */
#include "editing.h"

static const char *const kinds[] = { "central", "branch", "mobile", NULL };
static const char *const precisions[] = { "entrance", "address", "street", "locality", "municipality", NULL };
static const char *const areas[] = { "urban", "rural", NULL };

static const struct param body[] = {
    { "code", IN_BODY, T_CODE, .kept = true,
      .summary = "Made of the name where it isn't given. Once used, it is nobody else's ever",
      .example = "lt-pasvalys-centras" },
    { "library", IN_BODY, T_CODE, .required = true, .summary = "Code of the library that it belongs to",
      .example = "pasvalio-vb" },
    { "kind", IN_BODY, T_CHOICE, .choices = kinds, .kept = true, .summary = "branch, if not said",
      .example = "branch" },
    { "name", IN_BODY, T_TEXT, .max = 200, .required = true, .summary = "Proper name",
      .example = "Joniškėlio biblioteka" },
    { "name_language", IN_BODY, T_CODE, .kept = true, .summary = "ISO 639-1; the library's, if not said",
      .example = "lt" },
    { "municipality", IN_BODY, T_CODE, .summary = "ISO 3166-2; the library's, if not said",
      .example = "LT-34" },
    { "place", IN_BODY, T_CODE, .summary = "Code of the settlement", .example = "pasvalys" },
    { "street", IN_BODY, T_TEXT, .max = 200, .summary = "Street and number", .example = "Vilniaus g. 1" },
    { "postcode", IN_BODY, T_TEXT, .max = 20, .summary = "Postcode", .example = "39300" },
    { "locality", IN_BODY, T_TEXT, .max = 200, .summary = "Town or village, as in an address",
      .example = "Joniškėlis" },
    { "country", IN_BODY, T_TEXT, .max = 2, .kept = true,
      .summary = "ISO 3166-1 alpha-2; the library's, if not said", .example = "LT" },
    { "location.latitude", IN_BODY, T_NUMBER, .min = -90, .max = 90, .summary = "Degrees north",
      .example = "56.0625" },
    { "location.longitude", IN_BODY, T_NUMBER, .min = -180, .max = 180, .summary = "Degrees east",
      .example = "24.3997" },
    { "location.precision", IN_BODY, T_CHOICE, .choices = precisions,
      .summary = "What the coordinates are of; address, if not said", .example = "entrance" },
    { "area", IN_BODY, T_CHOICE, .choices = areas, .summary = "For coverage and impact", .example = "rural" },
    { "phone", IN_BODY, T_TEXT, .max = 31, .summary = "Telephone", .example = "+370 451 34028" },
    { "website", IN_BODY, T_TEXT, .max = 500, .summary = "Its own page", .example = "https://psvb.lt/" },
    { "time_zone", IN_BODY, T_TEXT, .max = 60, .kept = true,
      .summary = "IANA name; as the library's other branches, if not said", .example = "Europe/Vilnius" },
    { "active", IN_BODY, T_BOOL, .kept = true, .summary = "false once it is closed for good",
      .example = "true" },
    { "notes.lt", IN_BODY, T_TEXT, .max = 2000, .lines = true,
      .summary = "What a visitor should know, in Lithuanian", .example = "Įėjimas iš kiemo" },
    { "notes.en", IN_BODY, T_TEXT, .max = 2000, .lines = true, .summary = "The same in English",
      .example = "Entrance from the yard" },
    { "step_free", IN_BODY, T_BOOL, .summary = "Whether one gets in without a step; null: nobody has said",
      .example = "true" },
};
const struct param_set branch_body = { body, sizeof body / sizeof *body };

static const struct param params[] = {
    { "confirm_duplicate", IN_BODY, T_BOOL, .summary = "Make it although it looks like one that is there",
      .example = "true" },
};

static struct reply run(struct request *rq)
{
    const char *const patch = branch_whole(rq);
    const struct rows candidates = duplicates(rq, ROW_BRANCH, patch);

    if (candidates.ok && candidates.count > 0)
        return duplicate_reply(rq, "duplicate", &candidates);
    const struct rows made = branch_make(rq, patch);

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : row_made(rq, ROW_BRANCH, &made);
}

const struct operation branch_create = {
    .summary = "Add a branch",
    .description =
        "One that is called like another of its library or its surroundings, or lies within 300 m "
        "of one, is refused with "
        "those as `candidates`, until `confirm_duplicate` says that it is another. A `draft` is seen by "
        "staff alone, with its points, until it is published (`POST …/publication`).",
    .tag = "Staff",
    PARAMS(params),
    .shared = { &branch_body, &draft_body, &reason_body },
    .returns = "StaffBranch",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .fresh = true,
};

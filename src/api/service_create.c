/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/services: what one can do at points of a utility, or, without one, of all of them. */
#include "editing.h"

static const struct param body[] = {
    { "code", IN_BODY, T_CODE, .kept = true, .summary = "Made of the title where it isn't given",
      .example = "move-house" },
    { "title.lt", IN_BODY, T_TEXT, .max = 200, .required = true, .summary = "What one can do, in Lithuanian",
      .example = "Pranešti apie persikraustymą" },
    { "title.en", IN_BODY, T_TEXT, .max = 200, .summary = "The same in English",
      .example = "Tell of a move" },
    { "description.lt", IN_BODY, T_TEXT, .max = 1000, .lines = true,
      .summary = "In a sentence, in Lithuanian",
      .example = "Nutraukti sutartį senu adresu ir sudaryti nauju" },
    { "description.en", IN_BODY, T_TEXT, .max = 1000, .lines = true, .summary = "The same in English",
      .example = "End the contract at the old address and sign one at the new" },
    { "bring.lt", IN_BODY, T_TEXT, .max = 1000, .lines = true,
      .summary = "What to have with one, in Lithuanian", .example = "Abiejų namų skaitiklių rodmenis" },
    { "bring.en", IN_BODY, T_TEXT, .max = 1000, .lines = true, .summary = "The same in English",
      .example = "The readings of both meters" },
    { "active", IN_BODY, T_BOOL, .kept = true,
      .summary = "false: it can't be done any more; no point shows it, and none can take it up",
      .example = "true" },
};
const struct param_set service_body = { body, sizeof body / sizeof *body };

/* Whose it is stays so for ever: another utility's is another service. */
static const struct param owner[] = {
    { "utility", IN_BODY, T_CODE,
      .summary = "Code of the utility whose points alone offer it; left out by administrators: any may",
      .example = "eso" },
};
const struct param_set service_owner = { owner, sizeof owner / sizeof *owner };

static struct reply run(struct request *rq)
{
    const struct rows made = service_make(rq, service_whole(rq));

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : row_made(rq, ROW_SERVICE, &made);
}

const struct operation service_create = {
    .summary = "Add a service",
    .description = "By the coordinator of the utility whose it is; one that all utilities share, by an "
                   "administrator. Points take it up with their `services`.",
    .tag = "Staff",
    .shared = { &service_owner, &service_body, &reason_body },
    .returns = "StaffService",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .fresh = true,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/agreements: a draft, until somebody says that it is active: only then it is published, without
 * its obligations. */
#include "branchlight/clock.h"
#include "editing.h"
#include "queries.h"

static const char *const states[] = { "draft", "active", "ended", NULL };

static const struct param body[] = {
    { "code", IN_BODY, T_CODE, .kept = true, .summary = "Made of utility and library where it isn't given",
      .example = "eso-pasvalio-vb" },
    { "state", IN_BODY, T_CHOICE, .choices = states, .kept = true, .summary = "draft, if not said",
      .example = "active" },
    { "starts_on", IN_BODY, T_TEXT, .max = 10, .summary = "First day, month or year", .example = "2026-09" },
    { "ends_on", IN_BODY, T_TEXT, .max = 10, .summary = "Last day; null where open-ended",
      .example = "2028-08-31" },
    { "obligations.lt", IN_BODY, T_TEXT, .max = 5000, .lines = true,
      .summary = "Who does what, in Lithuanian; not published", .example = "Biblioteka suteikia patalpas" },
    { "obligations.en", IN_BODY, T_TEXT, .max = 5000, .lines = true, .summary = "The same in English",
      .example = "The library gives the room" },
    { "summary.lt", IN_BODY, T_TEXT, .max = 2000, .lines = true,
      .summary = "What the public may know of it, in Lithuanian",
      .example = "Savitarnos vieta bibliotekoje" },
    { "summary.en", IN_BODY, T_TEXT, .max = 2000, .lines = true, .summary = "The same in English",
      .example = "A self-service point in the library" },
};
const struct param_set agreement_body = { body, sizeof body / sizeof *body };

static const struct param owner[] = {
    { "utility", IN_BODY, T_CODE, .required = true, .summary = "Code of the utility", .example = "eso" },
};
const struct param_set agreement_owner = { owner, sizeof owner / sizeof *owner };

static const struct param other[] = {
    { "library", IN_BODY, T_CODE, .required = true, .summary = "Code of the library",
      .example = "pasvalio-vb" },
};
static const struct param_set other_side = { other, sizeof other / sizeof *other };

const char *agreement_whole(struct request *rq)
{
    return patch_joined(rq, patch_joined(rq, patch_of(rq, &agreement_owner), patch_of(rq, &other_side)),
                        patch_of(rq, &agreement_body));
}

static const char digits[] = "dddd-dd-dd";

/* "2014", "2013-09" or "2013-09-05", of the calendar. */
static bool is_precise(struct request *rq, struct span text)
{
    int64_t seconds;

    if (text.length != 4 && text.length != 7 && text.length != 10)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (digits[i] == '-' ? text.at[i] != '-' : text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return text.at[0] != '0' &&
           clock_parse(span_of(arena_printf(rq->arena, "%.*s%sT00:00:00Z", (int)text.length, text.at,
                                            text.length == 4   ? "-01-01"
                                            : text.length == 7 ? "-01"
                                                               : "")),
                       &seconds);
}

void agreement_dates_check(struct request *rq)
{
    static const char *const names[] = { "starts_on", "ends_on" };

    for (unsigned i = 0; i < 2; i++) {
        if (arg_given(rq, names[i]) && !is_precise(rq, arg(rq, names[i])->text))
            param_error(rq, names[i], "precise_date", NULL);
    }
}

struct rows agreement_make(struct request *rq)
{
    const enum problem utility = authorize(rq, ACTION_DIRECTORY, "organization", arg(rq, "utility")->text);
    const enum problem library = authorize(rq, ACTION_READ, "library", arg(rq, "library")->text);

    if (utility != PROBLEMS)
        param_error(rq, "utility", utility == PROBLEM_NOT_FOUND ? "unknown_code" : "not_yours", NULL);
    if (library == PROBLEM_NOT_FOUND)
        param_error(rq, "library", "unknown_code", NULL);
    agreement_dates_check(rq);
    if (rq->error_count > 0)
        return (struct rows){ .ok = false };
    return WORK_QUERY(rq, SQL_agreement_create, agreement_whole(rq));
}

static struct reply run(struct request *rq)
{
    const struct rows made = agreement_make(rq);

    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : row_made(rq, ROW_AGREEMENT, &made);
}

const struct operation agreement_create = {
    .summary = "Add an agreement",
    .description = "By the utility's coordinator, with a library that the utility has to do with already, or "
                   "that nobody has.",
    .tag = "Staff",
    .shared = { &agreement_owner, &other_side, &agreement_body, &reason_body },
    .returns = "StaffAgreement",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_DIRECTORY,
    .fresh = true,
};

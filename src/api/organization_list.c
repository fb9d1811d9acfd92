/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/organizations: utilities, institutions, municipalities and others, with their successors. */
#include "branchlight/feeds.h"
#include "shared.h"

static const char *const kinds[] = { "utility",     "library", "national_library", "municipality", "business",
                                     "association", NULL };
static const struct param params[] = {
    { "kind", IN_QUERY, T_CHOICES, .choices = kinds, .summary = "Organizations of these kinds",
      .example = "utility" },
};

static bool other_kind(struct request *rq, const struct directory_entry *entry)
{
    const struct argument *wanted = arg(rq, "kind");
    for (unsigned i = 0; wanted->given && kinds[i]; i++) {
        if ((wanted->choices >> i & 1) && span_equal(entry->kind, span_of(kinds[i])))
            return false;
    }
    return wanted->given;
}

static void members(struct request *rq, const struct directory_entry *entry, struct buffer *out)
{
    reference_member(out, "successor", rq->snapshot, DIRECTORY_ORGANIZATION, entry->organization,
                     rq->language);
    entry_counts(rq, entry, out);
}

static struct reply answer(struct request *rq)
{
    static const struct entry_list list = { DIRECTORY_ORGANIZATION, members, other_kind };
    return entry_list_reply(rq, &list);
}

const struct operation organization_list = {
    .summary = "List organizations",
    .description = "Utilities and their partners. An organization that was replaced names its successor.",
    .tag = "Organizations",
    PARAMS(params),
    .shared = { &page_params, &language_params },
    .returns = "OrganizationList",
    .answer = answer,
};

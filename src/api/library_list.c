/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/libraries: the institutions, each with counts of its branches and points. */
#include "branchlight/feeds.h"
#include "library_members.h"
#include "shared.h"

static struct reply answer(struct request *rq)
{
    static const struct entry_list list = { DIRECTORY_LIBRARY, library_members, NULL };
    return entry_list_reply(rq, &list);
}

const struct operation library_list = {
    .summary = "List libraries",
    .tag = "Libraries",
    .shared = { &page_params, &language_params },
    .returns = "LibraryList",
    .answer = answer,
};

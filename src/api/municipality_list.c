/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/municipalities: each with counts of its branches and points. */
#include "shared.h"

static struct reply answer(struct request *rq)
{
    static const struct entry_list list = { DIRECTORY_MUNICIPALITY, entry_counts, NULL };
    return entry_list_reply(rq, &list);
}

const struct operation municipality_list = {
    .summary = "List municipalities",
    .tag = "Municipalities",
    .shared = { &page_params, &language_params },
    .returns = "MunicipalityList",
    .answer = answer,
};

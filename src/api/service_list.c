/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/services: what people can do at points, with how many offer it. */
#include "shared.h"

static struct reply answer(struct request *rq)
{
    static const struct entry_list list = { DIRECTORY_SERVICE, entry_counts, NULL };
    return entry_list_reply(rq, &list);
}

const struct operation service_list = {
    .summary = "List services",
    .tag = "Services",
    .shared = { &page_params, &language_params },
    .returns = "ServiceList",
    .answer = answer,
};

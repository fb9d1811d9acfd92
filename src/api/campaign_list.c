/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/campaigns: campaigns and programmes, past ones too. */
#include "shared.h"

static struct reply answer(struct request *rq)
{
    static const struct entry_list list = { DIRECTORY_CAMPAIGN, NULL, NULL };
    return entry_list_reply(rq, &list);
}

const struct operation campaign_list = {
    .summary = "List campaigns",
    .tag = "Events",
    .shared = { &page_params, &language_params },
    .returns = "CampaignList",
    .answer = answer,
};

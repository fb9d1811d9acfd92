/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/branches: list branches, filtered and ranked, as JSON, GeoJSON, CSV or JSON Lines. */
#include "places.h"
#include "shared.h"

static struct reply answer(struct request *rq)
{
    return place_list(rq, false);
}

const struct operation branch_list = {
    .summary = "List branches",
    .description = "Branches of libraries with their points. Filters combine: those that concern points hold "
                   "for one and the same point.",
    .tag = "Branches",
    .shared = { &place_filters, &page_params, &language_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_GEOJSON) | FORMAT_BIT(FORMAT_CSV) |
               FORMAT_BIT(FORMAT_JSONL),
    .returns = "BranchList",
    .answer = answer,
};

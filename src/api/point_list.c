/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/points: list self-service points, filtered and ranked, as JSON, GeoJSON, CSV or JSON Lines. */
#include "places.h"
#include "shared.h"

static struct reply answer(struct request *rq)
{
    return place_list(rq, true);
}

const struct operation point_list = {
    .summary = "List self-service points",
    .description = "Self-service points, with the same filters as branches.",
    .tag = "Points",
    .shared = { &place_filters, &page_params, &language_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_GEOJSON) | FORMAT_BIT(FORMAT_CSV) |
               FORMAT_BIT(FORMAT_JSONL),
    .returns = "PointList",
    .answer = answer,
};

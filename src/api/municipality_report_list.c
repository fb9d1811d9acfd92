/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/municipalities/{municipality}/status-reports: the last reports of all points in a municipality.
 */
#include "report_lists.h"
#include "shared.h"

static const struct param params[] = {
    { "municipality", IN_PATH, T_CODE, .summary = "Code of the municipality (ISO 3166-2)",
      .example = "LT-34" },
};

static struct reply answer(struct request *rq)
{
    const uint32_t index =
        directory_find_published(rq->snapshot, DIRECTORY_MUNICIPALITY, arg(rq, "municipality")->text);
    struct directory_query query;

    if (index == DIRECTORY_NONE)
        return problem(rq, PROBLEM_NOT_FOUND);
    directory_query_init(&query);
    query.municipality = index;
    return report_list_found(rq, &query,
                             directory_label(rq->snapshot, DIRECTORY_MUNICIPALITY, index, rq->language));
}

const struct operation municipality_report_list = {
    .summary = "List the last status reports of a municipality",
    .description = "The newest 20 of all points in it. As Atom, something to follow with a feed reader.",
    .tag = "Municipalities",
    PARAMS(params),
    .shared = { &language_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_ATOM),
    .returns = "StatusReportsOfPoints",
    .answer = answer,
};

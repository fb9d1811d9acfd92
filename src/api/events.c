/* SPDX-License-Identifier: Apache-2.0
 *
 * What the list of events can be asked, by the API and by the page of events alike: an address of the one
 * works in the other. */
#include "events.h"

#include "shared.h"

static const char *const kinds[] = { "lecture", "quiz", "contest", "workshop", "training", "meeting", NULL };

static const struct param filters[] = {
    { "near", IN_QUERY, T_POSITION, .unkept = true,
      .summary = "Latitude,longitude: each event gets its distance", .example = "55.73,24.36" },
    { "radius", IN_QUERY, T_INT, .min = 1, .max = 20100000, .summary = "Metres around `near`",
      .example = "50000" },
    { "municipality", IN_QUERY, T_CODE, .summary = "Code of a municipality (ISO 3166-2)",
      .example = "LT-34" },
    { "utility", IN_QUERY, T_CODE, .summary = "Code of a utility that takes part", .example = "eso" },
    { "campaign", IN_QUERY, T_CODE, .summary = "Code of a campaign", .example = "elektromagija" },
    { "library", IN_QUERY, T_CODE, .summary = "Code of the library in one of whose branches it is",
      .example = "pasvalio-vb" },
    { "branch", IN_QUERY, T_CODE, .summary = "Code of the branch where it is", .example = "lt-pasvalys" },
    { "kind", IN_QUERY, T_CHOICE, .choices = kinds, .summary = "Kind of event", .example = "lecture" },
    { "audience", IN_QUERY, T_CODE, .summary = "For whom", .example = "children" },
    { "language", IN_QUERY, T_CODE, .summary = "Language of the event (ISO 639-1)", .example = "lt" },
    { "q", IN_QUERY, T_TEXT, .max = 200, .unkept = true,
      .summary = "Words of the title; what is at a place, near and branch tell", .example = "elektra" },
};
const struct param_set event_filters = { filters, sizeof filters / sizeof *filters };

bool event_question(struct request *rq, struct event_query *ret_query)
{
    struct event_query query;
    const struct argument *near = arg(rq, "near");
    event_query_init(&query);
    query.has_near = near->given;
    query.latitude = near->numbers[0];
    query.longitude = near->numbers[1];
    query.radius = (double)arg(rq, "radius")->integer;
    query.municipality = code_argument(rq, "municipality", DIRECTORY_MUNICIPALITY, &query.nothing);
    query.utility = code_argument(rq, "utility", DIRECTORY_ORGANIZATION, &query.nothing);
    query.campaign = code_argument(rq, "campaign", DIRECTORY_CAMPAIGN, &query.nothing);
    query.library = code_argument(rq, "library", DIRECTORY_LIBRARY, &query.nothing);
    query.branch = code_meant(rq, "branch", "branch");
    query.kind = arg(rq, "kind")->text;
    query.audience = arg(rq, "audience")->text;
    query.language = arg(rq, "language")->text;
    query.q = arg(rq, "q")->text;
    if (arg_given(rq, "radius") && !near->given && !rq->route->operation->lenient)
        param_error(rq, "radius", "requires", "other", "near", NULL);
    *ret_query = query;
    return rq->error_count == 0;
}

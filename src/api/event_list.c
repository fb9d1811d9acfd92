/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/events: what is on, in the order of its beginning. */
#include "event_json.h"
#include "shared.h"

static const char *const kinds[] = { "lecture", "quiz", "contest", "workshop", "training", "meeting", NULL };
static const struct param params[] = {
    { "from", IN_QUERY, T_INSTANT, .summary = "Events that end after this instant or date; by itself now",
      .example = "2026-01-01" },
    { "to", IN_QUERY, T_INSTANT, .summary = "Events that begin before this instant or date",
      .example = "2030-01-01" },
    { "near", IN_QUERY, T_POSITION, .unkept = true,
      .summary = "Latitude,longitude: each event gets its distance", .example = "55.73,24.36" },
    { "radius", IN_QUERY, T_INT, .min = 1, .max = 20100000, .summary = "Metres around `near`",
      .example = "50000" },
    { "municipality", IN_QUERY, T_CODE, .summary = "Code of a municipality (ISO 3166-2)",
      .example = "LT-34" },
    { "utility", IN_QUERY, T_CODE, .summary = "Code of a utility that takes part", .example = "eso" },
    { "campaign", IN_QUERY, T_CODE, .summary = "Code of a campaign", .example = "elektromagija" },
    { "branch", IN_QUERY, T_CODE, .summary = "Code of the branch where it is", .example = "lt-pasvalys" },
    { "kind", IN_QUERY, T_CHOICE, .choices = kinds, .summary = "Kind of event", .example = "lecture" },
    { "audience", IN_QUERY, T_CODE, .summary = "For whom", .example = "children" },
    { "language", IN_QUERY, T_CODE, .summary = "Language of the event (ISO 639-1)", .example = "lt" },
    { "q", IN_QUERY, T_TEXT, .max = 200, .unkept = true,
      .summary = "Words of the title, the place, the campaign", .example = "elektra" },
};

static bool query_of(struct request *rq, struct event_query *ret_query)
{
    struct event_query query;
    const struct argument *near = arg(rq, "near");
    event_query_init(&query);
    query.has_from = true;
    query.from = arg_given(rq, "from") ? arg(rq, "from")->integer : rq->now;
    query.has_to = arg_given(rq, "to");
    query.to = arg(rq, "to")->integer;
    query.has_near = near->given;
    query.latitude = near->numbers[0];
    query.longitude = near->numbers[1];
    query.radius = (double)arg(rq, "radius")->integer;
    query.municipality = code_argument(rq, "municipality", DIRECTORY_MUNICIPALITY, &query.nothing);
    query.utility = code_argument(rq, "utility", DIRECTORY_ORGANIZATION, &query.nothing);
    query.campaign = code_argument(rq, "campaign", DIRECTORY_CAMPAIGN, &query.nothing);
    query.branch = code_meant(rq, "branch", "branch");
    query.kind = arg(rq, "kind")->text;
    query.audience = arg(rq, "audience")->text;
    query.language = arg(rq, "language")->text;
    query.q = arg(rq, "q")->text;
    query.limit = (unsigned)arg(rq, "limit")->integer;
    if (arg_given(rq, "radius") && !near->given)
        param_error(rq, "radius", "requires", "other", "near", NULL);
    if (query.has_to && query.to <= query.from)
        param_error(rq, "to", "before_from", NULL);
    *ret_query = query;
    return rq->error_count == 0;
}

static struct reply answer(struct request *rq)
{
    struct event_query query;
    struct mark mark = { 0 };
    if (!query_of(rq, &query) || (arg_given(rq, "after") && !mark_read(rq, &mark)))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    query.has_after = arg_given(rq, "after");
    query.after_starts_at = mark.number;
    query.after_code = mark.code;
    const struct event_result result = event_search(rq->snapshot, rq->arena, &query);
    struct buffer out = buffer_in(rq->arena, 1024 * (result.count + 1));
    struct event_view event = { 0 };
    buffer_text(&out, "{\"items\":[");
    for (unsigned i = 0; i < result.count; i++) {
        event_view(rq->snapshot, result.hits[i].number, rq->language, &event);
        if (i > 0)
            buffer_char(&out, ',');
        event_json(&out, rq->snapshot, &event, query.has_near ? result.hits[i].distance : -1, rq->language);
    }
    buffer_char(&out, ']');
    mark = (struct mark){ .number = event.starts_at, .code = event.code };
    return list_reply(rq, &out, result.more ? &mark : NULL);
}

const struct operation event_list = {
    .summary = "List events",
    .description = "Events that have not ended, in the order of their beginning; cancelled ones stay in the "
                   "list and say so.",
    .tag = "Events",
    PARAMS(params),
    .shared = { &page_params, &language_params },
    .returns = "EventList",
    .answer = answer,
};

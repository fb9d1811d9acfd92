/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/events: what is on, in the order of its beginning. */
#include "event_json.h"
#include "events.h"
#include "shared.h"

static const struct param params[] = {
    { "from", IN_QUERY, T_INSTANT, .summary = "Events that end after this instant or date; by itself now",
      .example = "2026-01-01" },
    { "to", IN_QUERY, T_INSTANT, .summary = "Events that begin before this instant or date",
      .example = "2030-01-01" },
};

static bool query_of(struct request *rq, struct event_query *ret_query)
{
    const bool asked = event_question(rq, ret_query);
    ret_query->has_from = true;
    ret_query->from = arg_given(rq, "from") ? arg(rq, "from")->integer : rq->now;
    ret_query->has_to = arg_given(rq, "to");
    ret_query->to = arg(rq, "to")->integer;
    ret_query->limit = (unsigned)arg(rq, "limit")->integer;
    if (ret_query->has_to && ret_query->to <= ret_query->from)
        param_error(rq, "to", "before_from", NULL);
    return asked && rq->error_count == 0;
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
    .shared = { &event_filters, &page_params, &language_params },
    .returns = "EventList",
    .answer = answer,
};

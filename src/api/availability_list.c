/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/availability: how much of the time points worked, month by month, and how long repairs took. */
#include "branchlight/feeds.h"
#include "shared.h"

static const struct param params[] = {
    { "point", IN_QUERY, T_CODE, .summary = "Of this point", .example = "pasvalys-eso" },
    { "branch", IN_QUERY, T_CODE, .summary = "Of all points of this branch", .example = "lt-pasvalys" },
    { "municipality", IN_QUERY, T_CODE, .summary = "Of all points in this municipality", .example = "LT-34" },
    { "utility", IN_QUERY, T_CODE, .summary = "Of all points of this utility", .example = "eso" },
};

static void months_write(struct buffer *out, const struct availability *all)
{
    buffer_text(out, "{\"items\":[");
    for (unsigned i = 0; i < all->count; i++) {
        const struct availability_month *const month = &all->months[i];

        buffer_printf(
            out,
            "%s{\"month\":\"%.*s\",\"points\":%u,\"known_seconds\":%lld,\"working_seconds\":%lld,\"share\":",
            i > 0 ? "," : "", AVAILABILITY_NAME, month->name, month->points, (long long)month->known_seconds,
            (long long)month->working_seconds);
        if (month->known_seconds > 0)
            buffer_printf(out, "%.4f", (double)month->working_seconds / (double)month->known_seconds);
        else
            buffer_text(out, "null");
        buffer_printf(out,
                      ",\"faults\":%lld,\"repaired\":%lld,\"mean_repair_seconds\":", (long long)month->faults,
                      (long long)month->repaired);
        if (month->repaired > 0)
            buffer_int(out, month->repair_seconds / month->repaired);
        else
            buffer_text(out, "null");
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void point_add(struct request *rq, struct availability *all, uint32_t branch, uint32_t number)
{
    struct point_view point;

    point_view(rq->snapshot, branch, number, &point);
    availability_add(rq->arena, all, &point);
}

/* Of one of the four, which may not be there. */
static bool points_add(struct request *rq, struct availability *all)
{
    struct directory_query query;
    uint32_t branch, number;
    bool nothing = false;

    directory_query_init(&query);
    query.points = true;
    query.limit = DIRECTORY_LIMIT_MAX;
    query.municipality = code_argument(rq, "municipality", DIRECTORY_MUNICIPALITY, &nothing);
    query.utility = utility_argument(rq, &nothing);
    query.branch_code = code_meant(rq, "branch", "branch");
    if (arg_given(rq, "branch") && branch_find(rq->snapshot, query.branch_code) == DIRECTORY_NONE)
        param_error(rq, "branch", "unknown_code", NULL);
    if (rq->error_count > 0)
        return false;
    if (arg_given(rq, "point")) {
        if (!point_find(rq->snapshot, code_meant(rq, "point", "point"), &branch, &number))
            param_error(rq, "point", "unknown_code", NULL);
        else
            point_add(rq, all, branch, number);
        return rq->error_count == 0;
    }
    const struct directory_result found = directory_search(rq->snapshot, rq->arena, &query);

    for (unsigned i = 0; i < found.count; i++)
        point_add(rq, all, found.hits[i].branch, found.hits[i].point);
    return true;
}

static struct reply answer(struct request *rq)
{
    struct availability all = { 0 };
    struct buffer out = buffer_in(rq->arena, 2048);
    const int given = arg_given(rq, "point") + arg_given(rq, "branch") + arg_given(rq, "municipality") +
                      arg_given(rq, "utility");

    if (given != 1)
        param_error(rq,
                    given == 0               ? "point"
                    : arg_given(rq, "point") ? "point"
                                             : "branch",
                    "one_of", "names", "point, branch, municipality, utility", NULL);
    if (rq->error_count > 0 || !points_add(rq, &all))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    months_write(&out, &all);
    return list_reply(rq, &out, NULL);
}

const struct operation availability_list = {
    .summary = "How much of the time points worked, by month",
    .description = "The last twelve months that are over, oldest first; of one point, a branch, a "
                   "municipality or a utility (of its first "
                   "1,000 points). Only time for which a report held counts: `share` is the part of it in "
                   "which they worked, or did in part.",
    .tag = "Points",
    PARAMS(params),
    .returns = "AvailabilityList",
    .answer = answer,
};

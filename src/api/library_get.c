/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/libraries/{library}: one library with references to its branches, in the order of their names.
 */
#include "branchlight/feeds.h"
#include "library_members.h"
#include "shared.h"

static const struct param params[] = {
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
};

void library_members(struct request *rq, const struct directory_entry *library, struct buffer *out)
{
    reference_member(out, "organization", rq->snapshot, DIRECTORY_ORGANIZATION, library->organization,
                     rq->language);
    reference_member(out, "municipality", rq->snapshot, DIRECTORY_MUNICIPALITY, library->municipality,
                     rq->language);
    entry_counts(rq, library, out);
}

static void branches_member(struct request *rq, uint32_t library, struct buffer *out)
{
    struct directory_query query;
    directory_query_init(&query);
    query.library = library;
    query.limit = DIRECTORY_LIMIT_MAX;
    const struct directory_result result = directory_search(rq->snapshot, rq->arena, &query);
    json_put_name(out, "branch_list");
    buffer_char(out, '[');
    for (unsigned i = 0; i < result.count; i++) {
        struct branch_view branch;
        branch_view(rq->snapshot, result.hits[i].branch, &branch);
        buffer_text(out, i > 0 ? ",{" : "{");
        json_put_name(out, "code");
        json_put_string(out, branch.code);
        json_put_name(out, "name");
        json_put_string(out, branch.name);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static struct reply answer(struct request *rq)
{
    struct directory_entry library;
    const uint32_t index =
        directory_find_published(rq->snapshot, DIRECTORY_LIBRARY, arg(rq, "library")->text);
    if (!directory_entry(rq->snapshot, DIRECTORY_LIBRARY, index, &library))
        return problem(rq, PROBLEM_NOT_FOUND);
    struct buffer out = buffer_in(rq->arena, 4096);
    object_open(&out, directory_body(rq->snapshot, DIRECTORY_LIBRARY, index, rq->language));
    library_members(rq, &library, &out);
    branches_member(rq, index, &out);
    buffer_char(&out, '}');
    return reply_json(rq, &out);
}

const struct operation library_get = {
    .summary = "Get a library",
    .tag = "Libraries",
    PARAMS(params),
    .shared = { &language_params },
    .returns = "LibraryWithBranches",
    .answer = answer,
};

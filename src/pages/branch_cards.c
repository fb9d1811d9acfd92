/* SPDX-License-Identifier: Apache-2.0
 *
 * Branches as cards. A branch without a point is told in a line: nobody needs to go there for one. */
#include "branch_cards.h"

#include "cards.h"
#include "event_items.h"

/* Behind a branch that is gone since, the list begins anew. */
static void after_take(struct request *rq, struct directory_query *query, struct span after)
{
    const uint32_t handle = branch_find(rq->snapshot, after);
    const struct directory_hit last = { .branch = handle, .point = DIRECTORY_NONE };

    if (handle == DIRECTORY_NONE)
        return;
    query->has_after = true;
    query->after = directory_position(rq->snapshot, query, &last);
}

struct lists {
    struct view *branches, *cards, *plain;
};

/* A list within an object of its own, made when the first comes. */
static struct view *list_of(struct view *view, const char *name, struct view **list)
{
    if (!*list)
        *list = view_set_list(view_set_object(view, name), "list");
    return *list;
}

static void branch_add(struct request *rq, struct lists *lists, const struct branch_view *branch)
{
    for (uint32_t number = 0; number < branch->points; number++) {
        const struct directory_hit hit = { .branch = branch->handle, .point = number };

        card_add(rq, list_of(lists->branches, "cards", &lists->cards), places_view(rq, &hit, 1));
    }
    if (branch->points == 0)
        place_set(rq, view_add_object(list_of(lists->branches, "plain", &lists->plain)), branch);
}

struct directory_result branch_cards_set(struct request *rq, struct view *view, struct directory_query *query,
                                         struct span after, const char *path)
{
    struct directory_result result;
    struct lists lists = { 0 };
    struct branch_view branch = { 0 };

    query->sort = SORT_NAME;
    query->limit = BRANCH_CARDS_MAX;
    after_take(rq, query, after);
    result = directory_search(rq->snapshot, rq->arena, query);
    if (result.count == 0)
        return result;
    lists.branches = view_set_object(view, "branches");
    for (unsigned i = 0; i < result.count; i++) {
        branch_view(rq->snapshot, result.hits[i].branch, &branch);
        branch_add(rq, &lists, &branch);
    }
    if (result.more)
        view_set_string(
            lists.branches, "more_url",
            arena_printf(rq->arena, "%s?after=%.*s", path, (int)branch.code.length, branch.code.at));
    return result;
}

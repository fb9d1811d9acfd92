/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/municipalities/{municipality}: its branches, libraries and events; where it has no point, the
 * nearest ones around it. */
#include "branch_cards.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "cards.h"
#include "event_items.h"
#include "shell.h"

enum { EVENTS_SHOWN = 8, NEAREST_SHOWN = 3 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "municipality", IN_PATH, T_CODE, .summary = "Code of the municipality (ISO 3166-2)",
      .example = "LT-34" },
    { "after", IN_QUERY, T_CODE, .summary = "Code of the last branch of the page before",
      .example = "lt-pasvalys" },
};

static void head_set(struct request *rq, struct view *view, const struct directory_entry *municipality)
{
    const json_t *const body = body_parse(
        rq->arena, directory_body(rq->snapshot, DIRECTORY_MUNICIPALITY, municipality->index, rq->language));
    struct view *const head = view_set_object(view, "head");

    label_set(rq, head, "name", DIRECTORY_MUNICIPALITY, municipality->index);
    view_set_int(head, "branches", municipality->branches);
    view_set_int(head, "points", municipality->points);
    view_set_int(head, "usable", municipality->usable);
    view_set_text(head, "code", municipality->code);
    view_set_text(head, "register_code", body_text(body, "register_code"));
    view_set_bool(head, "invented", municipality->demo);
}

/* The libraries that the listed branches are of, each once. */
static void libraries_set(struct request *rq, struct view *view, const struct directory_result *branches)
{
    uint32_t seen[BRANCH_CARDS_MAX];
    unsigned count = 0;
    struct view *list = NULL;

    for (unsigned i = 0; i < branches->count && count < BRANCH_CARDS_MAX; i++) {
        struct branch_view branch;
        struct directory_entry library;
        struct view *link;
        unsigned j = 0;

        branch_view(rq->snapshot, branches->hits[i].branch, &branch);
        while (j < count && seen[j] != branch.library)
            j++;
        if (j < count || !directory_entry(rq->snapshot, DIRECTORY_LIBRARY, branch.library, &library) ||
            !library.published)
            continue;
        seen[count++] = branch.library;
        if (!list)
            list = view_set_list(view_set_object(view, "libraries"), "list");
        link = view_add_object(list);
        label_set(rq, link, "library", DIRECTORY_LIBRARY, branch.library);
        view_set_string(link, "url",
                        page_path(rq, "libraries/%.*s", (int)library.code.length, library.code.at));
    }
}

static void nearest_set(struct request *rq, struct view *view, const struct directory_entry *municipality)
{
    struct directory_query query;
    struct directory_result result;
    struct view *cards;

    if (municipality->points > 0 || !municipality->located)
        return;
    directory_query_init(&query);
    query.points = true;
    query.has_near = true;
    query.latitude = municipality->latitude;
    query.longitude = municipality->longitude;
    query.sort = SORT_DISTANCE;
    query.limit = NEAREST_SHOWN;
    result = directory_search(rq->snapshot, rq->arena, &query);
    if (result.count == 0)
        return;
    cards = view_set_list(view_set_object(view, "nearest"), "cards");
    for (unsigned i = 0; i < result.count; i++)
        card_add(rq, cards, places_view(rq, &result.hits[i], 1));
}

static void coming_set(struct request *rq, struct view *view, const struct directory_entry *municipality)
{
    static const struct event_item item = { .zoned = true, .distance = -1 };
    struct event_query query;

    event_query_init(&query);
    query.municipality = municipality->index;
    query.has_from = true;
    query.from = rq->now;
    query.limit = EVENTS_SHOWN;
    event_items_set(
        rq, view, "coming", &query, &item,
        page_path(rq, "events?municipality=%.*s", (int)municipality->code.length, municipality->code.at));
}

static struct reply answer(struct request *rq)
{
    const struct span code = arg(rq, "municipality")->text;
    const uint32_t index = directory_find(rq->snapshot, DIRECTORY_MUNICIPALITY, code);
    struct directory_entry municipality;
    struct directory_query query;
    struct directory_result branches;
    const char *path;
    struct view *view;

    if (!directory_entry(rq->snapshot, DIRECTORY_MUNICIPALITY, index, &municipality) ||
        !municipality.published)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    path = arena_printf(rq->arena, "municipalities/%.*s", (int)code.length, code.at);
    view = shell_view(rq, directory_label(rq->snapshot, DIRECTORY_MUNICIPALITY, index, rq->language), path);
    head_set(rq, view, &municipality);
    directory_query_init(&query);
    query.municipality = index;
    branches = branch_cards_set(rq, view, &query, arg(rq, "after")->text, page_path(rq, "%s", path));
    libraries_set(rq, view, &branches);
    nearest_set(rq, view, &municipality);
    coming_set(rq, view, &municipality);
    return shell_reply(rq, 200, "municipality_page", view);
}

const struct operation municipality_page = {
    .summary = "A municipality",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

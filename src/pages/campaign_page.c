/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/campaigns/{campaign}: what a campaign or a programme of the past is about, who held it, how
 * many took part as far as that is known, and its events. Nothing is said more surely than it was told. */
#include "branchlight/fold.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "event_items.h"
#include "facts.h"
#include "history.h"
#include "shell.h"

#include <stdlib.h>

enum { EVENTS_SHOWN = 30, HOSTS_FROM = 1000, HOSTS_SHOWN = 40 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "campaign", IN_PATH, T_CODE, .summary = "Code of the campaign", .example = "elektromagija" },
    { "past", IN_QUERY, T_INT, .min = 1, .max = HOSTS_FROM, .fallback = EVENTS_SHOWN,
      .summary = "How many past events", .example = "30" },
    { "coming", IN_QUERY, T_INT, .min = 1, .max = HOSTS_FROM, .fallback = EVENTS_SHOWN,
      .summary = "How many coming events", .example = "30" },
};

/* The year that the dates or the organization's other tidings were told about. */
static struct span about(struct request *rq, const json_t *body, uint32_t organization)
{
    const struct span starts_on = body_text(body, "starts_on");

    if (json_is_true(json_object_get(body, "dates_about")) && starts_on.length >= 4)
        return (struct span){ starts_on.at, 4 };
    return told_about(rq, organization);
}

static void certainty_set(struct request *rq, struct view *head, const json_t *body, uint32_t organization)
{
    const struct span certainty = body_text(body, "certainty");

    if (json_is_true(json_object_get(body, "demo")))
        return;
    if (span_equal(certainty, SPAN("reported")))
        view_set_text(head, "certainty", reported_text(rq, about(rq, body, organization)));
    else if (certainty.length)
        view_set_text(head, "certainty",
                      i18n_text(rq->language, arena_printf(rq->arena, "sureness.%.*s", (int)certainty.length,
                                                           certainty.at)));
}

static void head_set(struct request *rq, struct view *view, const json_t *body, uint32_t organization)
{
    static const char *const texts[] = { "description", "theme", "characters" };
    struct view *const head = view_set_object(view, "head");
    const struct span dates = precise_range(rq, body_text(body, "starts_on"), body_text(body, "ends_on"));

    view_set_foreign(rq, head, "name", body_text(body, "title"), body_text(body, "title_language"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        view_set_foreign(rq, head, texts[i], body_text(body, texts[i]),
                         body_text(body, arena_printf(rq->arena, "%s_language", texts[i])));
    view_set_bool(head, "themed", body_text(body, "theme").length || body_text(body, "characters").length);
    view_set_text(head, "kind",
                  i18n_text(rq->language, span_equal(body_text(body, "kind"), SPAN("programme"))
                                              ? "campaign.programme"
                                              : "campaign.campaign"));
    view_set_text(head, "dates", dates);
    view_set_bool(head, "dates_about", json_is_true(json_object_get(body, "dates_about")));
    view_set_bool(head, "invented", json_is_true(json_object_get(body, "demo")));
    if (organization != DIRECTORY_NONE)
        label_set(rq, head, "organization", DIRECTORY_ORGANIZATION, organization);
    certainty_set(rq, head, body, organization);
}

/* "14 bibliotekų", with "apie" where it is no exact count. */
static void counts_set(struct request *rq, struct view *view, const json_t *body)
{
    const json_t *const counts = json_object_get(body, "counts");
    struct view *list;

    if (json_array_size(counts) == 0)
        return;
    list = view_set_list(view_set_object(view, "counts"), "list");
    for (size_t i = 0; i < json_array_size(counts); i++) {
        const json_t *const count = json_array_get(counts, i);
        const struct span measure = body_text(count, "measure"), certainty = body_text(count, "certainty");
        struct view *const shown = view_add_object(list);

        view_set_bool(shown, "approximate", span_equal(body_text(count, "precision"), SPAN("about")));
        view_set_text(
            shown, "count",
            i18n_format_count(rq->arena, rq->language,
                              arena_printf(rq->arena, "measure.%.*s", (int)measure.length, measure.at),
                              json_integer_value(json_object_get(count, "count")), NULL));
        if (certainty.length)
            view_set_text(shown, "sureness",
                          i18n_text(rq->language, arena_printf(rq->arena, "sureness.%.*s",
                                                               (int)certainty.length, certainty.at)));
    }
}

/* A place of its events, and the key of its town's name. */
struct host {
    uint32_t branch;
    struct span key;
};

static bool host_new(const struct host *hosts, unsigned count, uint32_t branch)
{
    for (unsigned i = 0; i < count; i++)
        if (hosts[i].branch == branch)
            return false;
    return true;
}

static int host_order(const void *a, const void *b)
{
    const struct host *const first = a, *const second = b;

    return span_compare(first->key, second->key);
}

static struct span town_key(struct request *rq, uint32_t handle)
{
    struct branch_view branch;
    struct span street, locality;

    branch_view(rq->snapshot, handle, &branch);
    address_split(branch.address, &street, &locality);
    return fold_sort_key(rq->arena, locality.length ? locality : branch.name);
}

/* Where its events are or were, each once; the first HOSTS_SHOWN of them. */
static unsigned hosts_find(struct request *rq, uint32_t campaign, struct host *ret_hosts)
{
    unsigned count = 0;
    struct event_query query;
    struct event_result result;

    event_query_init(&query);
    query.campaign = campaign;
    query.limit = HOSTS_FROM;
    result = event_search(rq->snapshot, rq->arena, &query);
    for (unsigned i = 0; i < result.count && count < HOSTS_SHOWN; i++) {
        struct event_view event;

        event_view(rq->snapshot, result.hits[i].number, rq->language, &event);
        for (uint32_t j = 0; j < event.branch_count && count < HOSTS_SHOWN; j++) {
            const uint32_t branch = branch_find(rq->snapshot, event.branches[j]);

            if (branch != DIRECTORY_NONE && host_new(ret_hosts, count, branch))
                ret_hosts[count++] = (struct host){ branch, town_key(rq, branch) };
        }
    }
    return count;
}

/* By town, as one looks for one's own. */
static void hosts_set(struct request *rq, struct view *view, uint32_t campaign)
{
    struct host hosts[HOSTS_SHOWN];
    const unsigned count = hosts_find(rq, campaign, hosts);
    struct view *list;

    if (count == 0)
        return;
    qsort(hosts, count, sizeof *hosts, host_order);
    list = view_set_list(view_set_object(view, "hosts"), "list");
    for (unsigned i = 0; i < count; i++) {
        struct branch_view branch;

        branch_view(rq->snapshot, hosts[i].branch, &branch);
        place_set(rq, view_add_object(list), &branch);
    }
}

static const char *more_url(struct request *rq, const char *path, const char *name)
{
    return page_path(rq, "%s?%s=%d", path, name, HOSTS_FROM);
}

static void events_of(struct request *rq, struct view *view, uint32_t campaign, const char *path)
{
    static const struct event_item item = { .gathered = true, .zoned = true, .distance = -1 };
    struct event_query query;
    bool any;

    event_query_init(&query);
    query.campaign = campaign;
    query.limit = (unsigned)arg(rq, "coming")->integer;
    query.has_from = true;
    query.from = rq->now;
    any = event_items_set(rq, view, "coming", &query, &item, more_url(rq, path, "coming"));
    query.has_from = false;
    query.over = true;
    query.to = rq->now;
    query.backwards = true;
    query.limit = (unsigned)arg(rq, "past")->integer;
    any |= event_items_set(rq, view, "past", &query, &item, more_url(rq, path, "past"));
    view_set_bool(view, "eventless", !any);
}

static struct reply answer(struct request *rq)
{
    const struct span code = arg(rq, "campaign")->text;
    const uint32_t index = directory_find(rq->snapshot, DIRECTORY_CAMPAIGN, code);
    struct directory_entry campaign;
    const json_t *body;
    const char *path;
    struct view *view;
    uint32_t organization;

    if (!directory_entry(rq->snapshot, DIRECTORY_CAMPAIGN, index, &campaign) || !campaign.published)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    body = body_parse(rq->arena, directory_body(rq->snapshot, DIRECTORY_CAMPAIGN, index, rq->language));
    organization = directory_find(rq->snapshot, DIRECTORY_ORGANIZATION, body_text(body, "organization"));
    path = arena_printf(rq->arena, "campaigns/%.*s", (int)code.length, code.at);
    view = shell_view(rq, directory_label(rq->snapshot, DIRECTORY_CAMPAIGN, index, rq->language), path);
    if (body_text(body, "description").length)
        shell_describe(view, body_text(body, "description"));
    head_set(rq, view, body, organization);
    counts_set(rq, view, body);
    hosts_set(rq, view, index);
    events_of(rq, view, index, path);
    return shell_reply(rq, 200, "campaign_page", view);
}

const struct operation campaign_page = {
    .summary = "A campaign",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/libraries/{library}: an institution: its names, how to reach it, its branches and what goes on
 * there, whom it works with, and what it once wished. */
#include "branch_cards.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/pages.h"
#include "event_items.h"
#include "facts.h"
#include "history.h"
#include "shell.h"

enum { EVENTS_SHOWN = 8 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "after", IN_QUERY, T_CODE, .summary = "Code of the last branch of the page before",
      .example = "lt-pasvalys" },
};

static struct span sureness(struct request *rq, struct span certainty)
{
    return certainty.length ? i18n_text(rq->language, arena_printf(rq->arena, "sureness.%.*s",
                                                                   (int)certainty.length, certainty.at))
                            : certainty;
}

static void name_add(struct request *rq, struct view *list, const char *kind, struct span language,
                     struct span name)
{
    struct view *const view = view_add_object(list);

    view_set_foreign(rq, view, "other_name", name, language);
    view_set_text(view, "what", words_of(rq, "name_kind", kind));
}

/* The names besides the one on top: as it calls itself, in other languages, in short, and of old. */
static void names_set(struct request *rq, struct view *view, const json_t *body)
{
    const json_t *const names = json_object_get(body, "names");
    const struct span title = body_text(body, "name");
    struct view *list = NULL;

    for (size_t i = 0; i < json_array_size(names); i++) {
        const json_t *const name = json_array_get(names, i);

        if (span_equal(body_text(name, "name"), title))
            continue;
        if (!list)
            list = view_set_list(view_set_object(view, "names"), "list");
        name_add(rq, list, string_of(rq->arena, body_text(name, "kind")), body_text(name, "language"),
                 body_text(name, "name"));
    }
}

static const json_t *organization_of(struct request *rq, const struct directory_entry *library)
{
    return body_parse(
        rq->arena, directory_body(rq->snapshot, DIRECTORY_ORGANIZATION, library->organization, rq->language));
}

static void contact_set(struct request *rq, struct view *view, const json_t *body, const json_t *organization)
{
    struct view *const contact = view_set_object(view, "contact");
    const struct span phone = body_text(body, "phone"), website = body_text(body, "website");
    int64_t verified;

    view_set_text(contact, "phone", phone);
    view_set_string(contact, "phone_url", phone_url(rq->arena, phone));
    view_set_string(contact, "site_url", site_url(rq->arena, website));
    view_set_text(contact, "site", site_name(website));
    view_set_bool(contact, "unreachable", !phone.length && !website.length);
    if (phone.length || website.length)
        view_set_text(contact, "sureness", sureness(rq, body_text(organization, "contact_certainty")));
    if (clock_parse(body_text(body, "verified_at"), &verified))
        view_set_text(contact, "verified",
                      i18n_format(rq->arena, rq->language, "branch.verified", "date",
                                  moment_date(rq->arena, rq->language, verified, rq->now, 0).at, NULL));
    else
        view_set_text(contact, "verified", i18n_text(rq->language, "library.not_verified"));
}

static void municipality_set(struct request *rq, struct view *view, const struct directory_entry *library)
{
    struct directory_entry municipality;

    if (!directory_entry(rq->snapshot, DIRECTORY_MUNICIPALITY, library->municipality, &municipality) ||
        !municipality.published)
        return;
    view = view_set_object(view, "in");
    label_set(rq, view, "municipality", DIRECTORY_MUNICIPALITY, library->municipality);
    view_set_string(
        view, "municipality_url",
        page_path(rq, "municipalities/%.*s", (int)municipality.code.length, municipality.code.at));
}

static void head_set(struct request *rq, struct view *view, const json_t *body,
                     const struct directory_entry *library)
{
    struct view *const head = view_set_object(view, "head");

    view_set_foreign(rq, head, "name", body_text(body, "name"), body_text(body, "name_language"));
    view_set_text(head, "sureness", sureness(rq, body_text(body, "name_certainty")));
    view_set_int(head, "branches", library->branches);
    view_set_int(head, "points", library->points);
    view_set_int(head, "usable", library->usable);
    view_set_bool(head, "invented", library->demo);
    view_set_bool(head, "closed", json_is_false(json_object_get(body, "active")));
    municipality_set(rq, head, library);
}

/* The text in the page's language, else in any. */
static void summary_set(struct request *rq, struct view *view, const json_t *texts)
{
    const char *language = language_code(rq->language);

    if (!body_text(texts, language).length)
        language = json_object_iter_key(json_object_iter((json_t *)texts));
    if (language)
        view_set_foreign(rq, view, "summary", body_text(texts, language), span_of(language));
}

static void agreements_set(struct request *rq, struct view *view, const json_t *body)
{
    const json_t *const agreements = json_object_get(body, "agreements");
    struct view *list;

    if (json_array_size(agreements) == 0)
        return;
    list = view_set_list(view_set_object(view, "agreements"), "list");
    for (size_t i = 0; i < json_array_size(agreements); i++) {
        const json_t *const agreement = json_array_get(agreements, i);
        const uint32_t utility =
            directory_find(rq->snapshot, DIRECTORY_ORGANIZATION, body_text(agreement, "utility"));
        struct view *const item = view_add_object(list);

        if (utility != DIRECTORY_NONE)
            label_set(rq, item, "partner", DIRECTORY_ORGANIZATION, utility);
        view_set_text(item, "dates",
                      precise_range(rq, body_text(agreement, "starts_on"), body_text(agreement, "ends_on")));
        summary_set(rq, item, json_object_get(agreement, "summary"));
        view_set_bool(item, "demo", json_is_true(json_object_get(agreement, "demo")));
    }
}

static void coming_set(struct request *rq, struct view *view, const struct directory_entry *library)
{
    const struct event_item item = { .placed = library->branches == 1, .zoned = true, .distance = -1 };
    struct event_query query;

    event_query_init(&query);
    query.library = library->index;
    query.has_from = true;
    query.from = rq->now;
    query.limit = EVENTS_SHOWN;
    event_items_set(rq, view, "coming", &query, &item,
                    page_path(rq, "events?library=%.*s", (int)library->code.length, library->code.at));
}

static struct reply answer(struct request *rq)
{
    const struct span code = arg(rq, "library")->text;
    const uint32_t index = directory_find(rq->snapshot, DIRECTORY_LIBRARY, code);
    struct directory_entry library;
    struct directory_query query;
    const json_t *body, *organization;
    struct view *view;
    const char *path;

    if (!directory_entry(rq->snapshot, DIRECTORY_LIBRARY, index, &library) || !library.published)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    body = body_parse(rq->arena, directory_body(rq->snapshot, DIRECTORY_LIBRARY, index, rq->language));
    organization = organization_of(rq, &library);
    path = arena_printf(rq->arena, "libraries/%.*s", (int)code.length, code.at);
    view = shell_view(rq, body_text(body, "name"), path);
    head_set(rq, view, body, &library);
    names_set(rq, view, body);
    contact_set(rq, view, body, organization);
    directory_query_init(&query);
    query.library = index;
    branch_cards_set(rq, view, &query, arg(rq, "after")->text, page_path(rq, "%s", path));
    agreements_set(rq, view, body);
    coming_set(rq, view, &library);
    wishes_set(rq, view, library.organization);
    return shell_reply(rq, 200, "library_page", view);
}

const struct operation library_page = {
    .summary = "A library",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

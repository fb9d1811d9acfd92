/* SPDX-License-Identifier: Apache-2.0
 *
 * How sure each fact of a branch's page is, the surest first. Facts that are as sure as each other share a
 * line: that is shorter than a line for each, and what nobody has checked stands together at the end. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "shell.h"

enum { OF_BRANCH = 5, OF_POINT = 4 }; /* facts at the most */

static const char *const certainties[] = { "confirmed", "own_site", "corroborated", "third_party",
                                           "reported",  "dated",    "inferred",     "unverified" };
enum { CERTAINTIES = sizeof certainties / sizeof *certainties, NOBODY_SAID = CERTAINTIES - 1 };

struct certain {
    const char *key;
    unsigned certainty; /* index of certainties */
};

/* What stands in one list: of the branch, or of a point; of both where there is one. */
struct certain_facts {
    struct request *rq;
    struct certain facts[OF_BRANCH + OF_POINT];
    unsigned count;
};

/* Of a fact whose certainty isn't stored nobody has said that it was checked. */
static unsigned certainty_index(struct span certainty)
{
    for (unsigned i = 0; i < CERTAINTIES; i++)
        if (span_equal(certainty, span_of(certainties[i])))
            return i;
    return NOBODY_SAID;
}

static void fact_add(struct certain_facts *facts, const char *key, struct span certainty)
{
    facts->facts[facts->count++] = (struct certain){ key, certainty_index(certainty) };
}

/* Telephone and site have one certainty, as they are kept. */
static const char *contact_key(struct span phone, struct span site)
{
    if (phone.length && site.length)
        return "known.contact";
    return phone.length ? "known.phone" : "known.website";
}

static void branch_add(struct certain_facts *facts, const struct branch_view *branch)
{
    struct arena *const arena = facts->rq->arena;
    const struct span none = { 0 }, body = branch->body;

    const struct span phone = ready_text(arena, body, "phone"), site = ready_text(arena, body, "website");

    fact_add(facts, "known.name", ready_text(arena, body, "name_certainty"));
    if (branch->address.length)
        fact_add(facts, "known.address", ready_text(arena, ready_member(body, "address"), "certainty"));
    if (branch->step_free >= 0)
        fact_add(facts, "known.step_free", ready_text(arena, body, "step_free_certainty"));
    if (phone.length || site.length)
        fact_add(facts, contact_key(phone, site), ready_text(arena, body, "contact_certainty"));
    if (branch->hours.now != OPEN_UNKNOWN)
        fact_add(facts, "known.hours", none);
}

static void point_add(struct certain_facts *facts, const struct point_view *point)
{
    struct arena *const arena = facts->rq->arena;
    const struct span certainty = ready_text(arena, point->body, "offer_certainty");
    const struct span utility =
        directory_body(facts->rq->snapshot, DIRECTORY_ORGANIZATION, point->utility, facts->rq->language);

    fact_add(facts, "known.point", ready_text(arena, point->body, "certainty"));
    if (certainty.length)
        fact_add(facts, "known.offer", certainty);
    if (point->adviser.now != OPEN_UNKNOWN)
        fact_add(facts, "known.adviser", (struct span){ 0 });
    if (ready_text(arena, utility, "phone").length || ready_text(arena, utility, "self_service").length)
        fact_add(facts, "known.utility_contact", ready_text(arena, utility, "contact_certainty"));
}

static void line_set(const struct certain_facts *facts, struct view *lines, unsigned certainty)
{
    struct view *list = NULL, *row;

    for (unsigned i = 0; i < facts->count; i++) {
        const bool first = list == NULL;

        if (facts->facts[i].certainty != certainty)
            continue;
        if (first) {
            struct view *const line = view_add_object(lines);

            view_set_text(line, "how",
                          i18n_text(facts->rq->language,
                                    arena_printf(facts->rq->arena, "sure.%s", certainties[certainty])));
            list = view_set_list(line, "facts");
        }
        row = view_add_object(list);
        view_set_bool(row, "more", !first);
        view_set_text(row, "what", i18n_text(facts->rq->language, facts->facts[i].key));
    }
}

static void group_set(const struct certain_facts *facts, struct view *group)
{
    struct view *const lines = view_set_list(group, "lines");

    for (unsigned certainty = 0; certainty < CERTAINTIES; certainty++)
        line_set(facts, lines, certainty);
}

/* What coordinates are of stands on another scale than the rest. */
static void precision_set(struct request *rq, struct view *group, const struct branch_view *branch)
{
    const struct span precision = ready_text(rq->arena, ready_member(branch->body, "location"), "precision");

    if (precision.length)
        view_set_text(group, "precision",
                      i18n_text(rq->language, arena_printf(rq->arena, "precision.%.*s", (int)precision.length,
                                                           precision.at)));
}

void certainty_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    const uint32_t points = whole->branch.points;
    struct view *const groups = view_set_list(view, "certain"), *group = view_add_object(groups);
    struct certain_facts facts = { .rq = rq };

    branch_add(&facts, &whole->branch);
    if (points == 1)
        point_add(&facts, &whole->points[0]);
    group_set(&facts, group);
    precision_set(rq, group, &whole->branch);
    for (uint32_t i = 0; points > 1 && i < points; i++) {
        facts.count = 0;
        point_add(&facts, &whole->points[i]);
        group = view_add_object(groups);
        label_set(rq, group, "whose", DIRECTORY_ORGANIZATION, whole->points[i].utility);
        group_set(&facts, group);
    }
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What one can do at the points of a branch. Two utilities in one library often offer the same: then it is
 * said once, and only what one of them alone offers stands under its name. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "shell.h"

enum { POINTS_TOLD_APART = 64 }; /* bits of a mask; what is beyond shares the last */

struct group {
    uint64_t points; /* bit i: point i offers what is in it */
    struct view *services;
};

struct offer {
    struct request *rq;
    const struct branch_whole *whole;
    uint64_t all; /* the points that count */
    struct view *view, *groups, *bring;
    struct group *group;
    unsigned group_count;
};

static uint64_t bit_of(uint32_t number)
{
    return UINT64_C(1) << (number < POINTS_TOLD_APART ? number : POINTS_TOLD_APART - 1);
}

/* What is planned can't be used yet: it counts only where nothing else is there. */
static uint64_t points_that_count(const struct branch_whole *whole)
{
    uint64_t there = 0, planned = 0;

    for (uint32_t i = 0; i < whole->branch.points; i++) {
        if (whole->points[i].lifecycle == POINT_PLANNED)
            planned |= bit_of(i);
        else
            there |= bit_of(i);
    }
    return there ? there : planned;
}

static void names_set(struct offer *offer, struct view *view, uint64_t points)
{
    struct view *const names = view_set_list(view, "whose");

    for (uint32_t i = 0; i < offer->whole->branch.points; i++)
        if (points & bit_of(i))
            label_set(offer->rq, view_add_object(names), "name", DIRECTORY_ORGANIZATION,
                      offer->whole->points[i].utility);
}

static struct group *group_of(struct offer *offer, uint64_t points)
{
    struct group *group = offer->group;
    struct view *view;

    for (unsigned i = 0; i < offer->group_count; i++)
        if (group[i].points == points)
            return &group[i];
    group += offer->group_count++;
    view = view_add_object(offer->groups);
    if (offer->whole->branch.points > 1 && points != offer->all)
        names_set(offer, view, points);
    *group = (struct group){ points, view_set_list(view, "services") };
    return group;
}

static uint64_t offered_at(const struct offer *offer, uint32_t service)
{
    uint64_t points = 0;

    for (uint32_t i = 0; i < offer->whole->branch.points; i++)
        if ((offer->all & bit_of(i)) && directory_set_has(&offer->whole->points[i].services, service))
            points |= bit_of(i);
    return points;
}

static void service_add(struct offer *offer, uint32_t index, uint64_t points)
{
    struct request *const rq = offer->rq;
    struct arena *const arena = rq->arena;
    const struct span body = directory_body(rq->snapshot, DIRECTORY_SERVICE, index, rq->language);
    const struct span title = directory_label(rq->snapshot, DIRECTORY_SERVICE, index, rq->language),
                      bring = ready_text(arena, body, "bring");
    struct view *const service = view_add_object(group_of(offer, points)->services);

    view_set_foreign(rq, service, "title", title, ready_text(arena, body, "title_language"));
    view_set_foreign(rq, service, "description", ready_text(arena, body, "description"),
                     ready_text(arena, body, "description_language"));
    if (bring.length) {
        struct view *const item = view_add_object(offer->bring);

        view_set_foreign(rq, item, "text", bring, ready_text(arena, body, "bring_language"));
        view_set_text(item, "for", title);
    }
}

/* First what all offer, then what is one's own; each in the order of the dictionary. */
static void services_set(struct offer *offer)
{
    const struct snapshot *const snapshot = offer->rq->snapshot;
    const uint32_t count = directory_count(snapshot, DIRECTORY_SERVICE);

    offer->groups = view_set_list(offer->view, "groups");
    offer->bring = view_set_list(offer->view, "bring");
    offer->group = arena_alloc(offer->rq->arena, (count + 1) * sizeof *offer->group);
    for (unsigned own = 0; own < 2; own++)
        for (uint32_t i = 0; i < count; i++) {
            struct directory_entry entry;
            uint64_t points;

            directory_entry_at(snapshot, DIRECTORY_SERVICE, i, &entry);
            points = offered_at(offer, entry.index);
            if (points && (points != offer->all) == own)
                service_add(offer, entry.index, points);
        }
}

static struct span entry_label(struct request *rq, enum directory_kind kind, uint32_t index)
{
    struct directory_entry entry;

    if (kind != DIRECTORY_LANGUAGE)
        return directory_label(rq->snapshot, kind, index, rq->language);
    directory_entry(rq->snapshot, kind, index, &entry);
    return i18n_text(rq->language,
                     arena_printf(rq->arena, "language.%.*s", (int)entry.code.length, entry.code.at));
}

/* Within a list a label begins small, unless it begins with an abbreviation ("ID card reader"). */
static struct span begun_small(struct arena *arena, struct span label)
{
    char *text;

    if (label.length < 2 || label.at[0] < 'A' || label.at[0] > 'Z' ||
        (label.at[1] >= 'A' && label.at[1] <= 'Z'))
        return label;
    text = arena_copy(arena, label.at, label.length);
    text[0] = (char)(text[0] - 'A' + 'a');
    return (struct span){ text, label.length };
}

/* Labels of a set's entries, separated by commas. */
static struct span set_text(struct request *rq, enum directory_kind kind, const struct directory_set *set)
{
    struct buffer line = buffer_in(rq->arena, 128);

    for (uint32_t index = 0; index < DIRECTORY_SET_MAX; index++) {
        struct span label;

        if (!directory_set_has(set, index))
            continue;
        label = entry_label(rq, kind, index);
        if (line.length)
            buffer_text(&line, ", ");
        buffer_span(&line,
                    line.length && kind == DIRECTORY_EQUIPMENT ? begun_small(rq->arena, label) : label);
    }
    return buffer_bytes(&line);
}

static const struct directory_set *set_of(const struct point_view *point, enum directory_kind kind)
{
    return kind == DIRECTORY_LANGUAGE ? &point->languages : &point->equipment;
}

/* A line for each point; one for all where they have the same. */
static void lines_set(struct offer *offer, const char *name, enum directory_kind kind)
{
    struct view *const lines = view_set_list(offer->view, name);
    const struct directory_set *first = NULL;
    bool alike = true;

    for (uint32_t i = 0; i < offer->whole->branch.points; i++) {
        const struct directory_set *const set = set_of(&offer->whole->points[i], kind);

        if (!(offer->all & bit_of(i)))
            continue;
        alike &= !first || memcmp(first, set, sizeof *set) == 0;
        first = first ? first : set;
    }
    for (uint32_t i = 0; i < offer->whole->branch.points; i++) {
        const struct span text = set_text(offer->rq, kind, set_of(&offer->whole->points[i], kind));
        struct view *line;

        if (!(offer->all & bit_of(i)) || !text.length)
            continue;
        line = view_add_object(lines);
        view_set_text(line, "text", text);
        if (alike)
            return;
        label_set(offer->rq, line, "whose", DIRECTORY_ORGANIZATION, offer->whole->points[i].utility);
    }
}

void offers_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    struct offer offer = { .rq = rq, .whole = whole, .all = points_that_count(whole) };

    if (!offer.all)
        return;
    offer.view = view_set_object(view, "offers");
    services_set(&offer);
    lines_set(&offer, "equipment", DIRECTORY_EQUIPMENT);
    lines_set(&offer, "languages_spoken", DIRECTORY_LANGUAGE);
    view_set_bool(offer.view, "any", offer.group_count > 0);
}

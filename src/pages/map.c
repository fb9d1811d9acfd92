/* SPDX-License-Identifier: Apache-2.0
 *
 * The map. Markers are links in the order of the list, named "town, state"; where two are at the same spot
 * the later one steps aside, so that none hides another. Numbers are written with one decimal: the sheet's
 * unit is about a pixel. */
#include "map.h"

#include "branchlight/i18n.h"

#include <math.h>

#define MARK     11.0 /* half a symbol */
#define HALO     13.0
#define TARGET   22.0 /* radius that a finger needs */
#define TOWN_DOT 2.0
#define RING     9.0
#define APART    15.0 /* markers nearer than this would hide each other */

static const struct {
    const char *class, *icon, *words;
} states[] = {
    [MARKER_OUT] = { "out", "out", "status.out_of_order" },
    [MARKER_UNKNOWN] = { "unknown", "unknown", "status.unknown" },
    [MARKER_CLOSED] = { "closed", "closed", "reason.closed" },
    [MARKER_PLANNED] = { "planned", "planned", "lifecycle.planned" },
    [MARKER_LIMITED] = { "limited", "limited", "status.limited" },
    [MARKER_WORKS] = { "works", "works", "status.working" },
    [MARKER_PLAIN] = { "plain", "date", NULL },
};

/* In the order of the legend: from what works to what doesn't. */
static const enum marker_state legend_order[] = { MARKER_WORKS,   MARKER_LIMITED, MARKER_OUT,
                                                  MARKER_UNKNOWN, MARKER_CLOSED,  MARKER_PLANNED };

enum marker_state marker_state(const struct point_view *point)
{
    if (point->lifecycle == POINT_PLANNED)
        return MARKER_PLANNED;
    if (point->lifecycle == POINT_SUSPENDED)
        return MARKER_CLOSED;
    if (point->status == STATUS_OUT_OF_ORDER)
        return MARKER_OUT;
    if (point->status == STATUS_UNKNOWN)
        return MARKER_UNKNOWN;
    if (point->hours.now == OPEN_NO)
        return MARKER_CLOSED;
    return point->status == STATUS_LIMITED ? MARKER_LIMITED : MARKER_WORKS;
}

struct spot {
    double x, y;
};

/* "123.4" of 123.4; a whole number has no point. */
static void number_set(struct request *rq, struct view *view, const char *name, double value)
{
    const int tenths = (int)lround(value * 10);
    char *const text = arena_alloc(rq->arena, 16);
    char *at = text + 15;
    unsigned rest = (unsigned)(tenths < 0 ? -tenths : tenths) / 10;

    *at = '\0';
    if (tenths % 10 != 0) {
        *--at = (char)('0' + (tenths < 0 ? -tenths : tenths) % 10);
        *--at = '.';
    }
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (tenths < 0)
        *--at = '-';
    view_set_string(view, name, at);
}

/* The square of the distance to the nearest. */
static double nearest(const struct spot *spots, unsigned count, unsigned self, struct spot at)
{
    double least = 1e9;

    for (unsigned i = 0; i < count; i++) {
        const double x = spots[i].x - at.x, y = spots[i].y - at.y;

        if (i != self && x * x + y * y < least)
            least = x * x + y * y;
    }
    return least;
}

/* The first place around the spot that is not another marker's. */
static struct spot step_aside(const struct spot *spots, unsigned count, struct spot at)
{
    static const struct spot around[] = { { 1, 0 },   { 0, 1 },    { -1, 0 },    { 0, -1 },
                                          { .7, .7 }, { -.7, .7 }, { -.7, -.7 }, { .7, -.7 } };

    for (unsigned ring = 1; ring <= 4; ring++)
        for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
            const struct spot aside = { at.x + around[i].x * ring * (APART + 1),
                                        at.y + around[i].y * ring * (APART + 1) };

            if (nearest(spots, count, count, aside) >= APART * APART)
                return aside;
        }
    return at;
}

static void spots_find(const struct map *map, const struct sheet *sheet,
                       struct spot ret_spots[MAP_MARKERS_MAX])
{
    for (unsigned i = 0; i < map->count; i++) {
        struct spot at = { 0, 0 };

        sheet_place(sheet, map->markers[i].latitude, map->markers[i].longitude, &at.x, &at.y);
        ret_spots[i] = nearest(ret_spots, i, i, at) < APART * APART ? step_aside(ret_spots, i, at) : at;
    }
}

static struct box around(struct spot at, double radius)
{
    return (struct box){ at.x - radius, at.y - radius, at.x + radius, at.y + radius };
}

static void label_set_at(struct request *rq, struct view *view, struct taken *taken, struct spot at,
                         double radius, struct span name)
{
    struct label label;
    struct view *text;

    if (name.length == 0 || !label_place(taken, at.x, at.y, radius, name, &label))
        return;
    text = view_set_object(view, "label");
    number_set(rq, text, "x", label.x);
    number_set(rq, text, "y", label.y);
    view_set_string(text, "anchor", label.anchor[0] == 's' ? NULL : label.anchor);
}

static void marker_add(struct request *rq, struct view *list, const struct map *map, unsigned i,
                       const struct spot spots[MAP_MARKERS_MAX], struct taken *taken)
{
    const struct marker *const marker = &map->markers[i];
    struct view *const view = view_add_object(list);

    view_set_string(view, "class", states[marker->state].class);
    view_set_string(view, "icon", states[marker->state].icon);
    view_set_text(view, "state",
                  marker->words.length || !states[marker->state].words
                      ? marker->words
                      : i18n_text(rq->language, states[marker->state].words));
    view_set_text(view, "code", marker->code);
    view_set_text(view, "name", marker->name);
    view_set_string(view, "href", marker->href);
    view_set_int(view, "places", marker->places > 1 ? marker->places : 0);
    number_set(rq, view, "x", spots[i].x);
    number_set(rq, view, "y", spots[i].y);
    number_set(rq, view, "left", spots[i].x - MARK);
    number_set(rq, view, "top", spots[i].y - MARK);
    number_set(rq, view, "target",
               fmax(HALO, fmin(TARGET, sqrt(nearest(spots, map->count, i, spots[i])) / 2)));
    label_set_at(rq, view, taken, spots[i], HALO, marker->name);
}

/* A ring with a dot in it; around a marker that is there, a wider ring, and the marker's name is the place's.
 */
static void here_set(struct request *rq, struct view *view, const struct map *map,
                     const struct spot spots[MAP_MARKERS_MAX], struct spot at, struct taken *taken)
{
    struct view *const here = view_set_object(view, "here");
    const bool marked = nearest(spots, map->count, map->count, at) < HALO * HALO;

    number_set(rq, here, "x", at.x);
    number_set(rq, here, "y", at.y);
    number_set(rq, here, "ring", marked ? HALO + 2.5 : RING);
    view_set_bool(here, "dot", !marked);
    view_set_text(here, "name", map->here);
    if (marked)
        return;
    taken_add(taken, around(at, RING));
    label_set_at(rq, here, taken, at, RING, map->here);
}

/* A town is left out where a marker or its name is in the way; it is for orientation only. */
static void towns_set(struct request *rq, struct view *view, const struct sheet *sheet, struct taken *taken)
{
    struct view *const list = view_set_list(view, "towns");

    for (unsigned i = 0; i < sheet->town_count; i++) {
        const struct sheet_town *const town = &sheet->towns[i];
        struct spot at;
        struct label label;
        struct view *dot;

        if (!sheet_place(sheet, town->latitude, town->longitude, &at.x, &at.y) ||
            !taken_free(taken, around(at, TOWN_DOT)) ||
            !label_place(taken, at.x, at.y, TOWN_DOT, town->name, &label))
            continue;
        taken_add(taken, around(at, TOWN_DOT));
        dot = view_add_object(list);
        number_set(rq, dot, "x", at.x);
        number_set(rq, dot, "y", at.y);
        view_set_text(dot, "name", town->name);
        number_set(rq, dot, "label_x", label.x);
        number_set(rq, dot, "label_y", label.y);
        view_set_string(dot, "anchor", label.anchor[0] == 's' ? NULL : label.anchor);
    }
}

static void legend_set(struct request *rq, struct view *view, const struct map *map)
{
    struct view *const list = view_set_list(view, "legend");
    unsigned seen = 0;

    for (unsigned i = 0; i < map->count; i++)
        seen |= 1U << map->markers[i].state;
    for (size_t i = 0; i < sizeof legend_order / sizeof *legend_order; i++) {
        const enum marker_state state = legend_order[i];
        struct view *entry;

        if ((seen >> state & 1) == 0)
            continue;
        entry = view_add_object(list);
        view_set_string(entry, "class", states[state].class);
        view_set_string(entry, "icon", states[state].icon);
        view_set_text(entry, "text", i18n_text(rq->language, states[state].words));
    }
}

void map_set(struct request *rq, struct view *view, const struct map *map)
{
    struct spot spots[MAP_MARKERS_MAX], here;
    struct taken taken = { .count = 0 };
    struct sheet sheet;
    struct view *drawing, *list;
    bool has_here;

    if (map->count == 0)
        return;
    sheet_find(map, &sheet);
    spots_find(map, &sheet, spots);
    taken.width = sheet.width;
    taken.height = sheet.height;
    drawing = view_set_object(view, "map");
    view_set_int(drawing, "width", (int64_t)sheet.width);
    view_set_int(drawing, "height", (int64_t)sheet.height);
    view_set_text(drawing, "outline", sheet.outline);
    for (unsigned i = 0; i < map->count; i++)
        taken_add(&taken, around(spots[i], HALO));
    has_here = map->has_here && sheet_place(&sheet, map->latitude, map->longitude, &here.x, &here.y);
    if (has_here)
        here_set(rq, drawing, map, spots, here, &taken);
    list = view_set_list(drawing, "markers");
    for (unsigned i = 0; i < map->count; i++)
        marker_add(rq, list, map, i, spots, &taken);
    towns_set(rq, drawing, &sheet, &taken);
    legend_set(rq, drawing, map);
}

void map_ground_set(struct request *rq, struct view *view, const double *latitude, const double *longitude)
{
    const bool located = latitude && longitude;
    const struct marker place = { .latitude = located ? *latitude : 0,
                                  .longitude = located ? *longitude : 0 };
    const struct map map = { .markers = &place, .count = located ? 1 : 0 };
    struct taken taken = { .count = 0 };
    struct sheet sheet;

    sheet_find(&map, &sheet);
    if (sheet.width == 0)
        return;
    taken.width = sheet.width;
    taken.height = sheet.height;
    struct view *const ground = view_set_object(view, "ground");

    view_set_int(ground, "width", (int64_t)sheet.width);
    view_set_int(ground, "height", (int64_t)sheet.height);
    view_set_text(ground, "outline", sheet.outline);
    view_set_string(ground, "west", arena_printf(rq->arena, "%.6f", sheet.west));
    view_set_string(ground, "north", arena_printf(rq->arena, "%.6f", sheet.north));
    view_set_string(ground, "across", arena_printf(rq->arena, "%.6f", sheet.across));
    view_set_string(ground, "down", arena_printf(rq->arena, "%.6f", sheet.down));
    towns_set(rq, ground, &sheet, &taken);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A map of places as an SVG: the country's outline, a marker for each place, its name where there is room,
 * some towns for orientation, and a ring where one is. Made for the partial "map".
 */
#ifndef BRANCHLIGHT_PAGES_MAP_H
#define BRANCHLIGHT_PAGES_MAP_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

enum { MAP_MARKERS_MAX = 60 };

/* What stops a visitor, the worst first. */
enum marker_state {
    MARKER_OUT,
    MARKER_UNKNOWN,
    MARKER_CLOSED,
    MARKER_PLANNED,
    MARKER_LIMITED,
    MARKER_WORKS,
    MARKER_PLAIN, /* a place without a state, as where an event is */
};

struct marker {
    double latitude, longitude;
    enum marker_state state;
    struct span code;  /* id of the marker is "m-" and this, its data-code this */
    struct span name;  /* of the town, as a rule */
    struct span words; /* the state in words; empty: the usual ones, of a plain marker none */
    const char *href;
    unsigned places; /* that it stands for, where it is more than one */
};

/* The state that a point's marker shows, with hours. */
enum marker_state marker_state(const struct point_view *point);

struct map {
    const struct marker
        *markers;   /* the first get their names first; those without a place are left out before */
    unsigned count; /* at most MAP_MARKERS_MAX */
    bool has_here;  /* the place asked for */
    double latitude, longitude;
    struct span here; /* its name; may be empty */
};

/* Sets `map` for the partial; nothing where there are no markers. A country's outline (static/map) is drawn
 * where all markers lie on its sheet; elsewhere the markers' bounds are the sheet. */
void map_set(struct request *rq, struct view *view, const struct map *map);

/* Sets `ground`: a map without markers, for a place to be marked on, with the numbers of its projection. It
 * is the sheet on which that place lies; NULL: not known yet, the first country's. Nothing where there is
 * none. */
void map_ground_set(struct request *rq, struct view *view, const double *latitude, const double *longitude);

/* ---- map_sheet.c: what is drawn on ---- */

enum { MAP_TOWNS_MAX = 16 };

/* x = (longitude - west) * across, y = (north - latitude) * down. Equirectangular: down is across divided by
 * the cosine of the middle latitude. */
struct sheet {
    double west, north, across, down, width, height;
    struct span outline; /* path data; empty: none */
    struct sheet_town {
        struct span name;
        double latitude, longitude;
    } towns[MAP_TOWNS_MAX];
    unsigned town_count;
};

/* The country's sheet that all markers lie on, else one made of their bounds; without markers the first
 * country's, of width 0 where there is none. */
void sheet_find(const struct map *map, struct sheet *ret_sheet);
/* Where a place is on the sheet; false where it is beside it. */
bool sheet_place(const struct sheet *sheet, double latitude, double longitude, double *ret_x, double *ret_y);

/* ---- map_labels.c: names that don't overlap ---- */

enum { MAP_BOXES_MAX = 3 * MAP_MARKERS_MAX };

struct box {
    double left, top, right, bottom;
};
struct taken {
    struct box boxes[MAP_BOXES_MAX];
    unsigned count;
    double width, height; /* of the sheet: names stay on it */
};
struct label {
    double x, y;
    const char *anchor; /* "start", "end", "middle" */
};

void taken_add(struct taken *taken, struct box box);
bool taken_free(const struct taken *taken, struct box box);
/* Right, left, above, below of a mark of that radius: the first that is free, which is then taken. False:
 * none is. */
bool label_place(struct taken *taken, double x, double y, double radius, struct span name,
                 struct label *ret_label);

#endif

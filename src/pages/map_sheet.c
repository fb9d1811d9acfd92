/* SPDX-License-Identifier: Apache-2.0
 *
 * The sheet of a map: a country's, from static/map (made by `make map`, which says what its lines mean), or
 * one around the markers. */
#include "branchlight/assets.h"
#include "map.h"

#include <math.h>
#include <stdlib.h>

#define WIDTH         600.0 /* of a sheet without a country */
#define HEIGHT_MAX    720.0
#define MARGIN        40.0
#define DEGREES_LEAST 0.2 /* a single place is shown with its surroundings */
#define RADIANS       0.017453292519943295

enum { NUMBERS_MAX = 6 };

bool sheet_place(const struct sheet *sheet, double latitude, double longitude, double *ret_x, double *ret_y)
{
    const double from_west = longitude - sheet->west;
    const double x = (from_west < 0 ? from_west + 360 : from_west) * sheet->across;
    const double y = (sheet->north - latitude) * sheet->down;

    if (x > sheet->width || y < 0 || y > sheet->height)
        return false;
    *ret_x = x;
    *ret_y = y;
    return true;
}

static bool holds(const struct sheet *sheet, const struct map *map)
{
    double x, y;

    for (unsigned i = 0; i < map->count; i++)
        if (!sheet_place(sheet, map->markers[i].latitude, map->markers[i].longitude, &x, &y))
            return false;
    return true;
}

static struct span line_next(struct span *text)
{
    const char *const end = memchr(text->at, '\n', text->length);
    const struct span line = { text->at, end ? (size_t)(end - text->at) : text->length };
    const size_t taken = line.length + (end != NULL);

    text->at += taken;
    text->length -= taken;
    return line;
}

/* The numbers behind a line's first word; returns where the rest begins. Each line ends with a newline, so
 * strtod stops there. */
static const char *numbers_read(struct span line, unsigned count, double ret_numbers[NUMBERS_MAX])
{
    const char *at = memchr(line.at, ' ', line.length);

    for (unsigned i = 0; i < count && at; i++) {
        char *end;

        ret_numbers[i] = strtod(at, &end);
        at = end;
    }
    return at;
}

static bool frame_read(struct span line, struct sheet *ret_sheet)
{
    double numbers[NUMBERS_MAX] = { 0 };

    if (!span_starts(line, SPAN("frame ")) || !numbers_read(line, NUMBERS_MAX, numbers))
        return false;
    *ret_sheet = (struct sheet){ .west = numbers[0],
                                 .north = numbers[1],
                                 .across = numbers[2],
                                 .down = numbers[3],
                                 .width = numbers[4],
                                 .height = numbers[5] };
    return true;
}

static void town_read(struct span line, struct sheet *sheet)
{
    double numbers[NUMBERS_MAX];
    const char *const name = numbers_read(line, 2, numbers);

    if (!name || sheet->town_count == MAP_TOWNS_MAX)
        return;
    sheet->towns[sheet->town_count++] = (struct sheet_town){
        .name = { name + 1, (size_t)(line.at + line.length - name) - 1 },
        .latitude = numbers[0],
        .longitude = numbers[1],
    };
}

static bool country_read(struct span text, const struct map *map, struct sheet *ret_sheet)
{
    while (text.length > 0) {
        const struct span line = line_next(&text);

        if (line.length == 0 || line.at[0] == '#')
            continue;
        if (frame_read(line, ret_sheet)) {
            if (!holds(ret_sheet, map))
                return false;
        } else if (span_starts(line, SPAN("outline "))) {
            ret_sheet->outline = (struct span){ line.at + 8, line.length - 8 };
        } else if (span_starts(line, SPAN("town "))) {
            town_read(line, ret_sheet);
        }
    }
    return ret_sheet->outline.length > 0;
}

/* Around the markers, and no narrower than a fifth of a degree. Longitudes are taken from the first marker's,
 * so that places on both sides of the antimeridian lie together. */
static void bounds_sheet(const struct map *map, struct sheet *ret_sheet)
{
    const double middle = map->markers[0].longitude;
    double west = 0, east = 0, south = 90, north = -90, squeeze;

    for (unsigned i = 0; i < map->count; i++) {
        const double aside = remainder(map->markers[i].longitude - middle, 360);

        west = fmin(west, aside);
        east = fmax(east, aside);
        south = fmin(south, map->markers[i].latitude);
        north = fmax(north, map->markers[i].latitude);
    }
    squeeze = fmax(cos((south + north) / 2 * RADIANS), 0.05);
    const double wide = fmax(east - west, DEGREES_LEAST / squeeze), high = fmax(north - south, DEGREES_LEAST);
    const double across = fmin((WIDTH - 2 * MARGIN) / wide, (HEIGHT_MAX - 2 * MARGIN) * squeeze / high);

    *ret_sheet = (struct sheet){ .across = across,
                                 .down = across / squeeze,
                                 .width = WIDTH,
                                 .height = ceil(high * across / squeeze + 2 * MARGIN) };
    ret_sheet->west = middle + (west + east) / 2 - WIDTH / 2 / across;
    ret_sheet->north = (south + north) / 2 + ret_sheet->height / 2 / ret_sheet->down;
    ret_sheet->west = ret_sheet->west < -180 ? ret_sheet->west + 360 : ret_sheet->west;
}

void sheet_find(const struct map *map, struct sheet *ret_sheet)
{
    unsigned first, count;

    asset_range("static/map/", &first, &count);
    for (unsigned i = first; i < first + count; i++)
        if (country_read(assets[i].bytes, map, ret_sheet))
            return;
    if (map->count > 0)
        bounds_sheet(map, ret_sheet);
    else
        *ret_sheet = (struct sheet){ .width = 0 };
}

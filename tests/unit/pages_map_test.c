/* SPDX-License-Identifier: Apache-2.0
 *
 * The sheet of a map, and names that don't overlap.
 */
#include "../../src/pages/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct sheet sheet_of(const double places[][2], unsigned count)
{
    struct marker markers[8] = { 0 };
    const struct map map = { .markers = markers, .count = count };
    struct sheet sheet;

    for (unsigned i = 0; i < count; i++) {
        markers[i].latitude = places[i][0];
        markers[i].longitude = places[i][1];
    }
    sheet_find(&map, &sheet);
    for (unsigned i = 0; i < count; i++) {
        double x, y;

        assert_true(sheet_place(&sheet, places[i][0], places[i][1], &x, &y));
        assert_true(x >= 0 && x <= sheet.width && y >= 0 && y <= sheet.height);
    }
    return sheet;
}

static void a_known_country_has_its_outline(void **state)
{
    const double places[][2] = { { 55.52557, 25.10264 }, { 54.2333, 23.5167 } };
    const struct sheet sheet = sheet_of(places, 2);
    double x, y;

    (void)state;
    assert_true(sheet.outline.length > 1000);
    assert_true(sheet.town_count >= 5);
    assert_true(span_equal(sheet.towns[0].name, SPAN("Vilnius")));
    /* East is right, north is up, and Vilnius is in the south-east of Lithuania. */
    assert_true(sheet_place(&sheet, sheet.towns[0].latitude, sheet.towns[0].longitude, &x, &y));
    assert_true(x > sheet.width / 2 && y > sheet.height / 2);
    assert_false(sheet_place(&sheet, 48.85, 2.35, &x, &y));
}

static void elsewhere_the_places_are_the_sheet(void **state)
{
    const double rome[][2] = { { 41.9, 12.5 }, { 45.46, 9.19 } }, one[][2] = { { -34.6, -58.4 } };
    const double both[][2] = { { 54.9, 23.9 }, { 52.23, 21.01 } },
                 dateline[][2] = { { -17.8, 177.9 }, { -16.8, -179.9 } };
    const double pole[][2] = { { 90, 0 }, { 89.5, 90 } };
    struct sheet sheet;

    (void)state;
    assert_int_equal(sheet_of(rome, 2).outline.length, 0);
    assert_int_equal(sheet_of(one, 1).outline.length, 0);
    assert_int_equal(sheet_of(both, 2).outline.length, 0);
    sheet_of(pole, 2);
    sheet = sheet_of(dateline, 2);
    assert_true(sheet.across > 50); /* the short way round */
}

static void names_go_where_there_is_room(void **state)
{
    static struct taken taken = { .width = 600, .height = 400 };
    struct label label;

    (void)state;
    assert_true(label_place(&taken, 300, 200, 13, SPAN("Pasvalys"), &label));
    assert_string_equal(label.anchor, "start");
    assert_true(label_place(&taken, 300, 204, 13, SPAN("Pasvalys"), &label));
    assert_string_equal(label.anchor, "end");
    assert_true(label_place(&taken, 300, 202, 13, SPAN("A"), &label));
    assert_true(label_place(&taken, 595, 100, 13, SPAN("Visaginas"), &label));
    assert_string_equal(label.anchor, "end"); /* it stays on the sheet */
    taken_add(&taken, (struct box){ 0, 0, 600, 400 });
    assert_false(label_place(&taken, 100, 100, 13, SPAN("A"), &label));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_country_has_its_outline),
        cmocka_unit_test(elsewhere_the_places_are_the_sheet),
        cmocka_unit_test(names_go_where_there_is_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

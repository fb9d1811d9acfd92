/* SPDX-License-Identifier: Apache-2.0
 *
 * Coordinates as people paste them. */
#include "branchlight/coordinates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
    const char *text;
    double latitude, longitude;
} good[] = {
    { "56.0625, 24.3997", 56.0625, 24.3997 },
    { "56.0625,24.3997", 56.0625, 24.3997 },
    { "56.0625 24.3997", 56.0625, 24.3997 },
    { "56.0625;24.3997", 56.0625, 24.3997 },
    { "  (56.0625, 24.3997)\n", 56.0625, 24.3997 },
    { "56,0625 24,3997", 56.0625, 24.3997 },
    { "56,0625, 24,3997", 56.0625, 24.3997 },
    { "56,0625; 24,3997", 56.0625, 24.3997 },
    { "56,0625,24,3997", 56.0625, 24.3997 },
    { "56,5 24", 56.5, 24 },
    { "56,24", 56, 24 },
    { "56, 24", 56, 24 },
    { "-33.8688, 151.2093", -33.8688, 151.2093 },
    { "\u221233.8688, 151.2093", -33.8688, 151.2093 },
    { "56.0625° N, 24.3997° E", 56.0625, 24.3997 },
    { "N56.0625 E24.3997", 56.0625, 24.3997 },
    { "N 56,0625 E 24,3997", 56.0625, 24.3997 },
    { "24.3997 E, 56.0625 N", 56.0625, 24.3997 },
    { "33.8688 S 151.2093 E", -33.8688, 151.2093 },
    { "40.7128° N, 74.006° W", 40.7128, -74.006 },
    { "56°03'45\"N 24°23'58.92\"E", 56.0625, 24.3997 },
    { "56° 03′ 45″ N, 24° 23′ 58,92″ E", 56.0625, 24.3997 },
    { "56°03′45″ š. pl. 24°23′58.92″ r. ilg.", 56.0625, 24.3997 },
    { "N 56° 3.75' E 24° 23.982'", 56.0625, 24.3997 },
    { "56° 3.75, 24° 23.982", 56.0625, 24.3997 },
    { "56 3 45 N 24 23 58.92 E", 56.0625, 24.3997 },
    { "56 3.75 24 23.982", 56.0625, 24.3997 },
    { "56°3'45'' 24°23'58.92''", 56.0625, 24.3997 },
    { "56°3’45” 24°23’58.92”", 56.0625, 24.3997 },
    { "56°30' 24°", 56.5, 24 },
    { "lat: 56.0625, lon: 24.3997", 56.0625, 24.3997 },
    { "lon=24.3997 lat=56.0625", 56.0625, 24.3997 },
    { "https://www.google.com/maps/@56.0625,24.3997,17z", 56.0625, 24.3997 },
    { "https://www.google.com/maps/place/Pasvalys/@56.1,24.5,15z/"
      "data=!3m1!4b1!4m6!3m5!1s0x0:0x0!8m2!3d56.0625!4d24.3997",
      56.0625, 24.3997 },
    { "https://maps.google.com/?q=56.0625,24.3997", 56.0625, 24.3997 },
    { "https://www.google.com/maps/search/?api=1&query=56.0625%2C24.3997", 56.0625, 24.3997 },
    { "https://www.google.com/maps/dir/?api=1&destination=56.0625,24.3997", 56.0625, 24.3997 },
    { "https://www.openstreetmap.org/#map=17/56.0625/24.3997", 56.0625, 24.3997 },
    { "https://www.openstreetmap.org/?mlat=56.0625&mlon=24.3997#map=5/1/2", 56.0625, 24.3997 },
    { "https://maps.apple.com/?ll=56.0625,24.3997", 56.0625, 24.3997 },
    { "geo:56.0625,24.3997?z=17", 56.0625, 24.3997 },
    { "geo:-33.8688,151.2093", -33.8688, 151.2093 },
};

static const char *const bad[] = {
    "",
    " ",
    "Pasvalys",
    "56.0625",
    "56,0625",
    "56.0625, 24.3997, 17",
    "91, 24",
    "56, 181",
    "56 61 0 24 0 0",
    "56.5 30 24.5 30",
    "56.0625 N 24.3997",
    "56.0625 N 24.3997 N",
    "56.0625 E 24.3997 W",
    "-56.0625 S 24.3997 E",
    "N S E W",
    "1 2 3 4 5 6 7 8",
    "56..5, 24",
    "56.0625.1, 24",
    "0x38, 0x18",
    "1e2, 1e1",
    "nan, nan",
    "inf inf",
    "56°24\"10' 24°",
    "https://maps.app.goo.gl/abcdef",
    "https://example.org/",
    "geo:",
    "geo:56",
    "56,1,2,3,4,5,6",
    "99999999999999999999999999, 1",
    "--56, 24",
    "56; ; 24 x",
    "56°-3' 24°",
};

static void usual_forms_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double latitude = 999, longitude = 999;

        if (!coordinates_parse(span_of(good[i].text), &latitude, &longitude) ||
            fabs(latitude - good[i].latitude) > 1e-9 || fabs(longitude - good[i].longitude) > 1e-9)
            fail_msg("\"%s\": %.9f, %.9f", good[i].text, latitude, longitude);
    }
}

static void what_is_no_place_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double latitude = 999, longitude = 999;

        if (coordinates_parse(span_of(bad[i]), &latitude, &longitude))
            fail_msg("\"%s\" was taken for %.9f, %.9f", bad[i], latitude, longitude);
        assert_true(latitude == 999 && longitude == 999);
    }
}

/* Whatever bytes come, within their bounds. */
static void any_bytes_are_survived(void **state)
{
    static const char pieces[] = "0123456789.,;°'\"NSEWŠ -+/@!=&%\xC2\xFF\0geo:https://#map=";
    uint64_t seed = 20261126;
    char text[64];
    double latitude, longitude;

    (void)state;
    for (unsigned round = 0; round < 100000; round++) {
        size_t length = 0;

        for (; length < sizeof text; length++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[length] = pieces[(seed >> 33) % (sizeof pieces - 1)];
            if ((seed >> 20) % 40 == 0)
                break;
        }
        if (coordinates_parse((struct span){ text, length }, &latitude, &longitude))
            assert_true(fabs(latitude) <= 90 && fabs(longitude) <= 180);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_forms_are_read),
        cmocka_unit_test(what_is_no_place_is_refused),
        cmocka_unit_test(any_bytes_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

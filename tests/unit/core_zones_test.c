/* SPDX-License-Identifier: Apache-2.0
 *
 * Time zones: the offset on both sides of each shift, and what is said anew. */
#include "branchlight/zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const int64_t vilnius[] = { INT64_C(1774746000),
                                   INT64_C(1792890000) }; /* 2026: 29 March, 25 October, 1:00 UTC */
static const int16_t offsets[] = { 120, 180, 120 };

static void learned(void **state)
{
    (void)state;
    assert_false(zone_known(SPAN("Test/Unknown"), 0));
    assert_int_equal(zone_offset(SPAN("Test/Unknown"), vilnius[0]), 0);
    zone_learn(SPAN("Test/Vilnius"), vilnius[0] - 1000, vilnius[1] + 1000, vilnius, offsets, 2);
    zone_learn(SPAN("Test/Vil"), 0, INT64_MAX, NULL, (const int16_t[]){ -210 }, 0);
    assert_true(zone_known(SPAN("Test/Vilnius"), vilnius[0]));
    assert_int_equal(zone_offset(SPAN("Test/Vilnius"), 0), 120); /* the nearest that is known */
    assert_false(zone_known(SPAN("Test/Vilnius"), vilnius[0] - 1001));
    assert_false(zone_known(SPAN("Test/Vilnius"), vilnius[1] + 1000));
    assert_int_equal(zone_offset(SPAN("Test/Vilnius"), vilnius[0] - 1), 120);
    assert_int_equal(zone_offset(SPAN("Test/Vilnius"), vilnius[0]), 180);
    assert_int_equal(zone_offset(SPAN("Test/Vilnius"), vilnius[1] - 1), 180);
    assert_int_equal(zone_offset(SPAN("Test/Vilnius"), vilnius[1]), 120);
    assert_int_equal(zone_offset(SPAN("Test/Vil"), vilnius[1]), -210);
    zone_learn(SPAN("Test/Vilnius"), vilnius[0] - 1000, vilnius[1] + 1000, vilnius, offsets, 2);
    zone_learn(SPAN("Test/Vilnius"), vilnius[0] - 1000, vilnius[1] + 1000, vilnius,
               (const int16_t[]){ 120, 180 }, 1); /* no more winter time */
    assert_int_equal(zone_offset(SPAN("Test/Vilnius"), vilnius[1]), 180);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(learned) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

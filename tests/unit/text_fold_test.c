/* SPDX-License-Identifier: Apache-2.0
 *
 * Folding and sorting. tests/fixtures/text/lt-order.txt is in the order of ICU's lt-x-icu, which
 * tests/sql/lt_order.sql checks; here our keys must give the same order.
 */
#include "branchlight/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ORDER_FILE "tests/fixtures/text/lt-order.txt"

static void search_folds(void **state)
{
    static const struct {
        const char *text, *folded;
    } cases[] = {
        { "Šiaulių r.", "siauliu r" },
        { "ŠALČININKAI", "salcininkai" },
        { "Šalčininkai", "salcininkai" },
        { "S\xCC\x8C"
          "alis",
          "salis" },
        { "Шальчининкай", "шальчининкаи" },
        { "Łódź  –  Ærø / Straße", "lodz aero strasse" },
        { "  „Knygų Kalėdos“ ", "knygu kaledos" },
        { "Þing đak ħ", "thing dak h" },
        { "ﬁn ２ ①", "fin 2 1" },
        { "20/1A", "20 1a" },
        { "L'Haÿ-les-Roses", "l hay les roses" },
        { "", "" },
        { " .,- ", "" },
        { "a\xFF"
          "b\xC5",
          "a b" },
        { "İstanbul", "istanbul" },
        { "日本 図書館", "日本 図書館" },
    };
    struct arena *const arena = arena_create();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct span got = fold_search(arena, span_of(cases[i].text));

        assert_string_equal(got.at, cases[i].folded);
        assert_int_equal(got.length, strlen(cases[i].folded));
    }
    arena_destroy(arena);
}

static void a_nul_is_a_break(void **state)
{
    struct arena *const arena = arena_create();

    (void)state;
    assert_string_equal(fold_search(arena, (struct span){ "a\0b", 3 }).at, "a b");
    arena_destroy(arena);
}

static int order(struct span a, struct span b)
{
    const size_t common = a.length < b.length ? a.length : b.length;
    const int bytes = memcmp(a.at, b.at, common);

    return bytes ? bytes : (a.length > b.length) - (a.length < b.length);
}

static void keys_order_as_icu(void **state)
{
    struct arena *const arena = arena_create();
    FILE *const file = fopen(ORDER_FILE, "r");
    char line[512], previous[512] = "";
    struct span before = { 0 };
    unsigned lines = 0;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        const struct span key = fold_sort_key(arena, (struct span){ line, strcspn(line, "\n") });

        if (lines && order(before, key) >= 0)
            fail_msg("%s sorts before %s", line, previous);
        before = key;
        memcpy(previous, line, sizeof line);
        lines++;
    }
    fclose(file);
    assert_true(lines > 150);
    arena_destroy(arena);
}

/* Whatever a stranger sends: no crash, a NUL at the end, and folding twice changes nothing. */
static void any_bytes_fold(void **state)
{
    struct arena *const arena = arena_create();
    uint32_t seed = 1;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        char bytes[24];
        struct span once, twice;

        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (char)(seed >> 24);
        }
        once = fold_search(arena, (struct span){ bytes, round % (sizeof bytes + 1) });
        assert_int_equal(once.at[once.length], 0);
        twice = fold_search(arena, once);
        assert_true(span_equal(once, twice));
        fold_sort_key(arena, (struct span){ bytes, round % (sizeof bytes + 1) });
        arena_reset(arena);
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_folds),
        cmocka_unit_test(a_nul_is_a_break),
        cmocka_unit_test(keys_order_as_icu),
        cmocka_unit_test(any_bytes_fold),
    };

    return cmocka_run_group_tests_name("text fold", tests, NULL, NULL);
}

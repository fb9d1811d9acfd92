/* SPDX-License-Identifier: Apache-2.0
 *
 * Catalogues, plural forms, and instants in words. */
#include "../../src/text/catalogue.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LT, EN };

static int load(void **state)
{
    *state = arena_create();
    return i18n_load(stderr) ? 0 : 1;
}

static int unload(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* From CLDR's own samples (plurals.xml, @integer). */
static void plural_rules(void **state)
{
    static const struct {
        const char *language, *category;
        uint64_t counts[12]; /* 0 ends, but for the first */
    } cases[] = {
        { "lt", "one", { 1, 21, 31, 101, 1001 } },
        { "lt", "few", { 2, 9, 22, 29, 102, 1002 } },
        { "lt", "other", { 0, 10, 11, 19, 20, 111, 119, 1000, 1000000 } },
        { "en", "one", { 1 } },
        { "en", "other", { 0, 2, 16, 21, 101 } },
        { "pl", "one", { 1 } },
        { "pl", "few", { 2, 4, 22, 24, 102, 1002 } },
        { "pl", "many", { 0, 5, 12, 14, 19, 21, 101, 112, 1000 } },
        { "ru", "one", { 1, 21, 101, 1001 } },
        { "ru", "few", { 2, 4, 22, 24, 102, 1002 } },
        { "ru", "many", { 0, 5, 11, 14, 19, 111, 100, 1000 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct plural_rule *const rule = plural_rule(cases[i].language);

        for (size_t n = 0; n == 0 || (n < 12 && cases[i].counts[n]); n++)
            assert_string_equal(plural_name(rule->of(cases[i].counts[n])), cases[i].category);
    }
    assert_null(plural_rule("xx"));
    assert_string_equal(i18n_plural(LT, -21), "one");
    assert_string_equal(i18n_plural(LT, INT64_MIN), "few"); /* …808 */
}

/* The words of the glossary, as they are written there. */
static void glossary(void **state)
{
    static const char *const words[][3] = {
        { "find.title", "Rasti savitarnos vietą", "Find a point" },
        { "status.working", "Veikia", "Works" },
        { "status.limited", "Veikia iš dalies", "Partly works" },
        { "status.out_of_order", "Neveikia", "Out of order" },
        { "status.unknown", "Nepatvirtinta", "Not confirmed" },
        { "reason.no_report", "Pranešimų dar nėra", "No report yet" },
        { "reason.closed", "Nedirba", "Closed" },
        { "reason.hours_unknown", "Darbo laikas nežinomas", "Hours not known" },
        { "reason.suspended", "Laikinai uždaryta", "Temporarily closed" },
        { "reason.planned", "Planuojama", "Planned" },
        { "reason.step_free", "Įėjimas be laiptų", "Step-free" },
        { "reason.adviser_away", "Konsultanto šiandien nėra", "No adviser today" },
        { "branch.can_do", "Ką čia galite atlikti", "What you can do" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (unsigned language = LT; language <= EN; language++)
            assert_string_equal(i18n_text(language, words[i][0]).at, words[i][1 + language]);
}

static void counts(void **state)
{
    struct arena *const arena = *state;

    assert_string_equal(i18n_format_count(arena, LT, "find.count", 1, NULL).at, "1 vieta");
    assert_string_equal(i18n_format_count(arena, LT, "find.count", 2, NULL).at, "2 vietos");
    assert_string_equal(i18n_format_count(arena, LT, "find.count", 10, NULL).at, "10 vietų");
    assert_string_equal(i18n_format_count(arena, LT, "find.count", 21, NULL).at, "21 vieta");
    assert_string_equal(i18n_format_count(arena, EN, "find.count", 1, NULL).at, "1 place");
    assert_string_equal(i18n_format_count(arena, EN, "find.count", 0, NULL).at, "0 places");
}

static void places_fill(void **state)
{
    struct arena *const arena = *state;

    assert_string_equal(i18n_format(arena, EN, "reason.working", "role", "staff", "age", "2 h ago", NULL).at,
                        "Works: confirmed by staff 2 h ago");
    /* What a value brings is not filled again, and a place without a value stays to be seen. */
    assert_string_equal(i18n_format(arena, EN, "reason.working", "role", "{age}", NULL).at,
                        "Works: confirmed by {age} {age}");
    assert_string_equal(i18n_format(arena, EN, "no.such.key", NULL).at, "no.such.key");
}

static bool refused(const char *first, const char *second, const char *word)
{
    struct catalogue catalogue = { .arena = arena_create() };
    char *said = NULL;
    size_t length;
    FILE *const errors = open_memstream(&said, &length);
    const bool taken = catalogue_add(&catalogue, 0, "lt", "lt.json", span_of(first), errors) &&
                       catalogue_add(&catalogue, 1, "en", "en.json", span_of(second), errors);
    bool right;

    fclose(errors);
    right = !taken && strstr(said, word) != NULL;
    if (!right)
        print_error("%s / %s: said \"%s\"\n", first, second, said);
    free(said);
    arena_destroy(catalogue.arena);
    return right;
}

static void bad_catalogues(void **state)
{
    (void)state;
    assert_true(refused("{\"a\":\"1\"}", "{}", "missing"));
    assert_true(refused("{\"a\":\"1\"}", "{\"a\":\"1\",\"b\":\"2\"}", "first language"));
    assert_true(refused("{\"a\":\"{x}\"}", "{\"a\":\"{y}\"}", "{places}"));
    assert_true(refused("{\"a\":\"x\"}", "{\"a\":\"{y}\"}", "{places}"));
    assert_true(refused("{\"a\":{\"one\":\"1\",\"other\":\"2\"}}", "{}", "plural forms"));
    assert_true(
        refused("{\"a\":{\"one\":\"\",\"few\":\"\",\"many\":\"\",\"other\":\"\"}}", "{}", "plural forms"));
    assert_true(refused("{\"a\":\"1\"}", "{\"a\":{\"one\":\"1\",\"other\":\"2\"}}", "plural forms"));
    assert_true(refused("{\"a\":1}", "{}", "text"));
    assert_true(refused("{\"a\":\"1\",\"a\":\"2\"}", "{}", "duplicate"));
    assert_true(refused("[]", "{}", "object"));
    assert_true(refused("{", "{}", "lt.json:1"));
}

static int64_t instant(const char *text)
{
    int64_t at = 0;

    assert_true(clock_parse(span_of(text), &at));
    return at;
}

static void moments(void **state)
{
    struct arena *const arena = *state;
    const int64_t now = instant("2026-09-15T11:20:00Z"); /* Tuesday, 14:20 in Lithuania */
    static const struct {
        const char *at, *lt_when, *lt_until, *en_when, *en_until;
    } cases[] = {
        { "2026-09-15T15:00:00Z", "18 val.", "iki 18 val.", "at 18:00", "until 18:00" },
        { "2026-09-15T14:30:00Z", "17.30 val.", "iki 17.30 val.", "at 17:30", "until 17:30" },
        { "2026-09-16T06:05:00Z", "rytoj 9.05 val.", "iki rytojaus 9.05 val.", "tomorrow at 9:05",
          "until tomorrow 9:05" },
        { "2026-09-15T21:00:00Z", "rytoj 0 val.", "iki vidurnakčio", "tomorrow at 0:00", "until midnight" },
        { "2026-09-18T06:00:00Z", "penktadienį 9 val.", "iki penktadienio 9 val.", "on Friday at 9:00",
          "until Friday 9:00" },
        { "2026-09-21T06:00:00Z", "pirmadienį 9 val.", "iki pirmadienio 9 val.", "on Monday at 9:00",
          "until Monday 9:00" },
        { "2026-09-22T06:00:00Z", "rugsėjo 22 d. 9 val.", "iki rugsėjo 22 d. 9 val.",
          "on 22 September at 9:00", "until 22 September 9:00" },
        { "2027-01-04T07:00:00Z", "2027 m. sausio 4 d. 10 val.", "iki 2027 m. sausio 4 d. 10 val.",
          "on 4 January 2027 at 10:00", "until 4 January 2027 10:00" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int64_t at = instant(cases[i].at);

        assert_string_equal(moment_when(arena, LT, at, now, 180).at, cases[i].lt_when);
        assert_string_equal(moment_until(arena, LT, at, now, 180).at, cases[i].lt_until);
        assert_string_equal(moment_when(arena, EN, at, now, 180).at, cases[i].en_when);
        assert_string_equal(moment_until(arena, EN, at, now, 180).at, cases[i].en_until);
    }
    assert_string_equal(moment_day(arena, LT, now, now, 180).at, "Antradienis, rugsėjo 15 d.");
    assert_string_equal(moment_day(arena, EN, now, now, 180).at, "Tuesday, 15 September");
    assert_int_equal(moment_days_ahead(instant("2026-09-15T20:59:59Z"), now, 180), 0);
    assert_int_equal(moment_days_ahead(instant("2026-09-14T20:59:59Z"), now, 180), -1);
}

static void ages(void **state)
{
    struct arena *const arena = *state;
    const int64_t now = instant("2026-09-15T11:20:00Z");
    static const struct {
        int64_t seconds;
        const char *lt, *en;
    } cases[] = {
        { -5, "ką tik", "just now" },
        { 59, "ką tik", "just now" },
        { 60, "prieš 1 min.", "1 min ago" },
        { 3599, "prieš 59 min.", "59 min ago" },
        { 7200, "prieš 2 val.", "2 h ago" },
        { 86399, "prieš 23 val.", "23 h ago" },
        { 86400, "vakar", "yesterday" },
        { 5 * 86400, "prieš 5 dienas", "5 days ago" },
        { 12 * 86400, "prieš 12 dienų", "12 days ago" },
        { 30 * 86400, "rugpjūčio 16 d.", "on 16 August" },
        { 365 * 86400, "2025 m. rugsėjo 15 d.", "on 15 September 2025" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(moment_age(arena, LT, now - cases[i].seconds, now, 180).at, cases[i].lt);
        assert_string_equal(moment_age(arena, EN, now - cases[i].seconds, now, 180).at, cases[i].en);
    }
}

static void distances(void **state)
{
    struct arena *const arena = *state;
    static const struct {
        double metres;
        const char *lt, *en;
    } cases[] = {
        { 0, "0 m", "0 m" },         { 853, "850 m", "850 m" },    { 994, "990 m", "990 m" },
        { 996, "1,0 km", "1.0 km" }, { 3249, "3,2 km", "3.2 km" }, { 9940, "9,9 km", "9.9 km" },
        { 9960, "10 km", "10 km" },  { 45499, "45 km", "45 km" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(moment_distance(arena, LT, cases[i].metres).at, cases[i].lt);
        assert_string_equal(moment_distance(arena, EN, cases[i].metres).at, cases[i].en);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plural_rules), cmocka_unit_test(glossary),       cmocka_unit_test(counts),
        cmocka_unit_test(places_fill),  cmocka_unit_test(bad_catalogues), cmocka_unit_test(moments),
        cmocka_unit_test(ages),         cmocka_unit_test(distances),
    };

    return cmocka_run_group_tests_name("text i18n", tests, load, unload);
}

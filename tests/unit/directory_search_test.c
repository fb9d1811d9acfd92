/* SPDX-License-Identifier: Apache-2.0
 *
 * Search: diacritics, typing errors, old names, other languages' town names; which match ranks above which;
 * words that are spread over a branch, its library, its municipality and one of its points; and one changed
 * name without a new index.
 */
#include "../../src/directory/build.h"
#include "../../src/directory/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const languages[] = { "lt", "en" };

struct place {
    const char *code, *name, *library, *municipality, *utility;
    const char *names[6];
};

static const struct place places[] = {
    { "salcininkai",
      "Šalčininkų viešoji biblioteka",
      "salcininku-vb",
      "LT-42",
      "eso",
      { "Šalčininkai", "Soleczniki", "Шальчининкай" } },
    { "pasvalys",
      "Pasvalio Mariaus Katiliškio viešoji biblioteka",
      "pasvalio-vb",
      "LT-34",
      "eso",
      { "Pasvalys" } },
    { "siauliai", "Šiaulių miesto biblioteka", "siauliu-vb", "LT-43", "vanduo", { "Šiauliai", "Szawle" } },
    { "jonava", "Jonavos biblioteka", "jonavos-vb", "LT-10", NULL, { "Jonava" } },
    { "jonaviske", "Jonaviškės filialas", "jonavos-vb", "LT-10", "eso", { "Jonaviškė" } },
    { "straznica", "Łódź–Straße", "jonavos-vb", "LT-10", NULL, { "Łódź" } },
};
enum { PLACES = sizeof(places) / sizeof(places[0]) };

static void id_make(uint8_t id[16], unsigned kind, unsigned number)
{
    memset(id, 0, 16);
    id[0] = (uint8_t)kind;
    id[1] = (uint8_t)number;
}

static void put_place(struct batch *batch, unsigned number, const char *name)
{
    const struct place *place = &places[number];
    struct span names[8] = { span_of(name) };
    uint8_t id[16];
    struct branch_input input = { .id = id,
                                  .code = span_of(place->code),
                                  .library = span_of(place->library),
                                  .municipality = span_of(place->municipality),
                                  .name = span_of(name),
                                  .address = SPAN("Vilniaus g. 1"),
                                  .body = SPAN("{}"),
                                  .names = names,
                                  .name_count = 1 };

    for (unsigned i = 0; place->names[i] != NULL; i++)
        names[input.name_count++] = span_of(place->names[i]);
    id_make(id, 1, number);
    batch_branch(batch, &input);
}

static void put_point(struct batch *batch, unsigned number, const char *code, const char *utility,
                      enum point_lifecycle lifecycle)
{
    uint8_t id[16];
    struct point_input input = { .id = id,
                                 .code = span_of(code),
                                 .branch = span_of(places[number].code),
                                 .utility = span_of(utility),
                                 .lifecycle = lifecycle,
                                 .body = SPAN("{}"),
                                 .reports = SPAN("[]") };

    id_make(id, 2, (unsigned)(unsigned char)code[0] + number * 8);
    batch_point(batch, &input);
}

static void put_entry(struct batch *batch, enum directory_kind kind, const char *code, const char *name,
                      const char *old)
{
    const struct span names[] = { span_of(name), span_of(old) };
    uint8_t id[16];
    struct entry_input input = { .kind = kind,
                                 .id = id,
                                 .code = span_of(code),
                                 .name = span_of(name),
                                 .names = names,
                                 .name_count = old == NULL ? 1 : 2,
                                 .bodies = SPAN("{\"lt\":{\"name\":\"{\\\"\"}}") };

    memset(id, 0, sizeof(id));
    memcpy(id, code, strlen(code) < 16 ? strlen(code) : 16);
    batch_entry(batch, &input);
}

static struct directory *town_directory(void)
{
    struct directory *directory = directory_create(languages, 2);
    struct batch *batch = batch_create(directory);

    put_entry(batch, DIRECTORY_ORGANIZATION, "eso", "Energijos skirstymo operatorius", "LESTO");
    put_entry(batch, DIRECTORY_ORGANIZATION, "vanduo", "Šiaulių vandenys", NULL);
    put_entry(batch, DIRECTORY_LIBRARY, "pasvalio-vb", "Pasvalio viešoji biblioteka", NULL);
    put_entry(batch, DIRECTORY_LIBRARY, "jonavos-vb", "Jonavos rajono viešoji biblioteka", NULL);
    put_entry(batch, DIRECTORY_MUNICIPALITY, "LT-34", "Pasvalio rajono savivaldybė", NULL);
    put_entry(batch, DIRECTORY_MUNICIPALITY, "LT-10", "Jonavos rajono savivaldybė", NULL);
    for (unsigned i = 0; i < PLACES; i++) {
        char code[8];

        put_place(batch, i, places[i].name);
        snprintf(code, sizeof(code), "p%u", i);
        if (places[i].utility != NULL)
            put_point(batch, i, code, places[i].utility, POINT_ACTIVE);
    }
    directory_publish(directory, batch, true, 1, 1000);
    return directory;
}

/* The codes of what is found, best first, with spaces between. */
static const char *find(struct directory *directory, const char *q, const struct directory_query *like)
{
    static char found[256];
    struct arena *arena = arena_create();
    const struct directory_hold hold = directory_acquire(directory);
    struct directory_query query;
    size_t length = 0;

    directory_query_init(&query);
    if (like != NULL)
        query = *like;
    query.q = span_of(q);
    query.sort = SORT_RELEVANCE;
    found[0] = '\0';

    const struct directory_result result = directory_search(hold.snapshot, arena, &query);

    for (unsigned i = 0; i < result.count; i++) {
        struct branch_view view;

        branch_view(hold.snapshot, result.hits[i].branch, &view);
        length += (size_t)snprintf(found + length, sizeof(found) - length, "%s%.*s", i > 0 ? " " : "",
                                   (int)view.code.length, view.code.at);
    }
    directory_release(directory, hold);
    arena_destroy(arena);
    return found;
}

static void what_people_type(void **state)
{
    static const char *const cases[][2] = {
        { "siauliai", "siauliai" },
        { "Šiauliai", "siauliai" },
        { "SIAULIAI", "siauliai" },
        { "szawle", "siauliai" },
        { "pasvalis", "pasvalys" }, /* a typing error */
        { "pasvlays", "pasvalys" }, /* two letters exchanged */
        { "pasvaly", "pasvalys" },  /* the beginning */
        { "katiliskio", "pasvalys" },
        { "katilskio", "pasvalys" },
        { "Soleczniki", "salcininkai" },
        { "solecznki", "salcininkai" },
        { "Шальчининкай", "salcininkai" },
        { "шальчинкай", "salcininkai" },
        { "lodz", "straznica" },
        { "strasse", "straznica" },
        { "pasvalio savivaldybe", "pasvalys" }, /* branch and municipality */
        { "lesto pasvalys", "pasvalys" },       /* the utility of its point by its old name */
        { "lesto", "jonaviske pasvalys salcininkai" },
        { "lsto", "jonaviske pasvalys salcininkai" },
        { "vilniaus jonava", "jonava" }, /* address and name */
        { "jonav",
          "jonaviske jonava straznica" }, /* names that begin so, then what is in that municipality */
        { "rajono jonava", "jonava" },
        { "nieko", "" },
        { "xx", "" },
        { "!!!", "" },
        { "jonava pasvalys", "" }, /* every word must match */
        { "siauliu lesto", "" },
    };
    struct directory *directory = town_directory();

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *found = find(directory, cases[i][0], NULL);

        if (strcmp(found, cases[i][1]) != 0)
            fail_msg("\"%s\" found \"%s\", not \"%s\"", cases[i][0], found, cases[i][1]);
    }
    directory_destroy(directory);
}

static void words_and_filters_on_one_point(void **state)
{
    struct directory *directory = town_directory();
    struct batch *batch = batch_create(directory);
    struct directory_query query;

    (void)state;
    put_point(batch, 2, "q2", "eso", POINT_PLANNED); /* Šiauliai: a second utility */
    directory_publish(directory, batch, false, 2, 1000);
    assert_string_equal(find(directory, "siauliai lesto", NULL), "siauliai");

    const struct directory_hold hold = directory_acquire(directory);

    directory_query_init(&query);
    query.utility = directory_find(hold.snapshot, DIRECTORY_ORGANIZATION, SPAN("vanduo"));
    assert_string_equal(find(directory, "siauliai", &query), "siauliai");
    assert_string_equal(find(directory, "siauliai lesto", &query), ""); /* lesto is the other point */
    query.points = true;
    assert_string_equal(find(directory, "siauliai lesto", &query), "");
    query.utility = DIRECTORY_NONE;
    assert_string_equal(find(directory, "siauliai lesto", &query), "siauliai"); /* one row, not two */
    directory_release(directory, hold);
    directory_destroy(directory);
}

static void a_name_changes(void **state)
{
    struct directory *directory = town_directory();
    struct batch *batch = batch_create(directory);
    const struct directory_hold before = directory_acquire(directory);

    (void)state;
    put_place(batch, 3, "Ąžuolyno biblioteka");
    directory_publish(directory, batch, false, 2, 1000);

    const struct directory_hold after = directory_acquire(directory);

    assert_string_equal(find(directory, "azuolyno", NULL), "jonava");
    assert_string_equal(find(directory, "azuolino", NULL), "jonava");
    assert_ptr_equal(before.snapshot->base, after.snapshot->base);
    directory_release(directory, before);
    directory_release(directory, after);
    batch = batch_create(directory);
    put_entry(batch, DIRECTORY_ORGANIZATION, "eso", "Ignitis", NULL);
    directory_publish(directory, batch, false, 3, 1000);
    assert_string_equal(find(directory, "lesto", NULL), "");
    assert_string_equal(find(directory, "ignitis pasvalys", NULL), "pasvalys");
    directory_destroy(directory);
}

static void distances(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned limit, distance;
    } cases[] = {
        { "abcd", "abcd", 2, 0 }, { "abcd", "abdc", 2, 1 },  { "abcd", "acd", 1, 1 },
        { "abcd", "xbcd", 1, 1 }, { "abcd", "abcde", 1, 1 }, { "abcd", "badc", 2, 2 },
        { "abcd", "badc", 1, 2 }, { "abcd", "wxyz", 2, 3 },  { "a", "abcdef", 2, 3 },
        { "ca", "abc", 3, 3 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t a[8], b[8];
        unsigned a_length = 0, b_length = 0;

        for (; cases[i].a[a_length] != '\0'; a_length++)
            a[a_length] = (unsigned char)cases[i].a[a_length];
        for (; cases[i].b[b_length] != '\0'; b_length++)
            b[b_length] = (unsigned char)cases[i].b[b_length];
        assert_int_equal(edit_distance(a, a_length, b, b_length, cases[i].limit), cases[i].distance);
    }
}

static void strange_queries(void **state)
{
    struct directory *directory = town_directory();
    char text[600];

    (void)state;
    srand(5);
    for (unsigned round = 0; round < 3000; round++) {
        const unsigned length = (unsigned)rand() % (sizeof(text) - 1);

        for (unsigned i = 0; i < length; i++)
            text[i] = (char)(rand() % 3 == 0 ? 'a' + rand() % 4 : rand() % 2 == 0 ? ' ' : 1 + rand() % 255);
        text[length] = '\0';
        find(directory, text, NULL);
    }
    directory_destroy(directory);
}

static void bodies(void **state)
{
    struct directory *directory = town_directory();
    struct span split[DIRECTORY_LANGUAGES_MAX];

    (void)state;
    bodies_split(directory, SPAN("{\"en\": {\"a\":\"}{\\\"\",\"b\":[1,{}]}, \"lt\" : {\"c\":1}}"), split);
    assert_true(span_equal(split[0], SPAN("{\"c\":1}")));
    assert_true(span_equal(split[1], SPAN("{\"a\":\"}{\\\"\",\"b\":[1,{}]}")));
    bodies_split(directory, SPAN("{\"pl\":{\"d\":2}}"), split);
    assert_true(span_equal(split[0], SPAN("{\"d\":2}")));
    assert_true(span_equal(split[1], SPAN("{\"d\":2}")));
    bodies_split(directory, (struct span){ 0 }, split);
    assert_null(split[0].at);
    directory_destroy(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_type), cmocka_unit_test(words_and_filters_on_one_point),
        cmocka_unit_test(a_name_changes),   cmocka_unit_test(distances),
        cmocka_unit_test(strange_queries),  cmocka_unit_test(bodies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

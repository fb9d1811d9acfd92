/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading ready JSON: as PostgreSQL writes it, with blanks (jsonb) and without (row_to_json).
 */
#include "branchlight/ready.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static int make(void **state)
{
    *state = arena_create();
    return 0;
}

static int release(void **state)
{
    arena_destroy(*state);
    return 0;
}

static void assert_span(struct span found, const char *wanted)
{
    if (!wanted) {
        assert_null(found.at);
        return;
    }
    assert_non_null(found.at);
    assert_int_equal(found.length, strlen(wanted));
    assert_memory_equal(found.at, wanted, found.length);
}

static void members_are_found(void **state)
{
    static const char text[] =
        "{\"a\":1,\"quoted\":\"x \\\"}, {\\\" y\",\"deep\": {\"a\": 2, \"list\": [1, {\"b\": []}]}, "
        "\"none\":null,\"slash\":\"\\\\\",\"lt\":\"ąž\",\"yes\":true}";
    const struct span object = SPAN(text);

    assert_span(ready_member(object, "a"), "1");
    assert_span(ready_member(ready_member(object, "deep"), "a"), "2");
    assert_span(ready_member(ready_member(object, "deep"), "list"), "[1, {\"b\": []}]");
    assert_span(ready_member(object, "yes"), "true");
    assert_span(ready_member(object, "b"), NULL); /* of an object within */
    assert_span(ready_member(object, "none"), NULL);
    assert_span(ready_text(*state, object, "quoted"), "x \"}, {\" y");
    assert_span(ready_text(*state, object, "slash"), "\\");
    assert_span(ready_text(*state, object, "lt"), "ąž");
    assert_span(ready_text(*state, object, "a"), NULL); /* no text */
}

static void what_is_no_object_has_no_members(void **state)
{
    static const char *const texts[] = { "", "{}", "{ }", "[]", "null", "\"a\"", "[\"a\"]" };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_span(ready_text(*state, span_of(texts[i]), "a"), NULL);
    assert_span(ready_member((struct span){ 0 }, "a"), NULL);
}

static void lists_are_walked(void **state)
{
    struct span rest = SPAN("[ \"a,]\", {\"b\":[1,2]} ,[], 3]"), item, name;

    (void)state;
    assert_true(ready_next(&rest, &name, &item));
    assert_span(item, "\"a,]\"");
    assert_true(ready_next(&rest, NULL, &item));
    assert_span(item, "{\"b\":[1,2]}");
    assert_true(ready_next(&rest, NULL, &item));
    assert_span(item, "[]");
    assert_true(ready_next(&rest, NULL, &item));
    assert_span(item, "3");
    assert_false(ready_next(&rest, NULL, &item));
    rest = SPAN("[]");
    assert_false(ready_next(&rest, NULL, &item));
}

static void texts_per_language_fall_back(void **state)
{
    const struct span object = SPAN("{\"notes\":{\"en\": \"yes\", \"lt\": \"taip\"},\"none\":null}");
    struct span language = { 0 };

    assert_span(ready_text_in(*state, object, "notes", "lt", &language), "taip");
    assert_span(language, "lt");
    assert_span(ready_text_in(*state, object, "notes", "pl", &language), "yes");
    assert_span(language, "en");
    assert_span(ready_text_in(*state, object, "none", "lt", &language), NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(members_are_found),
                                        cmocka_unit_test(what_is_no_object_has_no_members),
                                        cmocka_unit_test(lists_are_walked),
                                        cmocka_unit_test(texts_per_language_fall_back) };

    return cmocka_run_group_tests_name("core ready", tests, make, release);
}

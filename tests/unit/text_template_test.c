/* SPDX-License-Identifier: Apache-2.0
 *
 * Templates: the mustache specification's own cases where they are at hand, cases of our own always, and the
 * templates that must be refused.
 */
#include "../../src/text/program.h"

#include <dirent.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define SPEC_FOLDER "../shared/data/mustache-spec"
#define OWN_CASES   "tests/fixtures/text/templates.json"

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

static void view_from(struct arena *arena, struct view *into, const char *name, const json_t *value);

static void members_from(struct arena *arena, struct view *object, const json_t *value)
{
    const char *name;
    json_t *member;

    json_object_foreach((json_t *)value, name, member)
    {
        view_from(arena, object, name, member);
    }
}

/* Sets a member of an object, or (name NULL) adds an item to a list. */
static void view_from(struct arena *arena, struct view *into, const char *name, const json_t *value)
{
    struct view *child;

    if (json_is_object(value)) {
        members_from(arena, name ? view_set_object(into, name) : view_add_object(into), value);
    } else if (json_is_array(value)) {
        child = name ? view_set_list(into, name) : view_add_list(into);
        for (size_t i = 0; i < json_array_size(value); i++)
            view_from(arena, child, NULL, json_array_get(value, i));
    } else if (json_is_string(value)) {
        const struct span text = { json_string_value(value), json_string_length(value) };

        if (name)
            view_set_text(into, name, text);
        else
            view_add_text(into, text);
    } else if (json_is_boolean(value) && name) {
        view_set_bool(into, name, json_is_true(value));
    } else if (json_is_integer(value) && name) {
        view_set_int(into, name, json_integer_value(value));
    } else if (json_is_number(value)) {
        const struct span text = span_of(arena_printf(arena, "%.15g", json_number_value(value)));

        if (name)
            view_set_text(into, name, text);
        else
            view_add_text(into, text);
    }
}

static struct span partial_of(const char *name, void *context)
{
    return span_of(json_string_value(json_object_get(context, name)));
}

/* Whether the case renders as it says; prints what it gave otherwise. */
static bool passes(const json_t *one, const char *file)
{
    struct arena *const arena = arena_create();
    const json_t *const data = json_object_get(one, "data");
    struct view *const outer = view_object(arena);
    struct buffer out = buffer_in(arena, 256);
    struct template_set *const set = template_set_create(partial_of, json_object_get(one, "partials"));
    const struct template *const template =
        template_compile(set, "case", span_of(json_string_value(json_object_get(one, "template"))), stderr);
    const char *const expected = json_string_value(json_object_get(one, "expected"));
    bool right = false;

    view_from(arena, outer, "data", data);
    if (template) {
        template_render(template, outer->first ? outer->first : outer, 0, &out);
        right = span_equal(buffer_bytes(&out), span_of(expected));
        if (!right)
            print_error("%s: %s: expected \"%s\", got \"%.*s\"\n", file,
                        json_string_value(json_object_get(one, "name")), expected, (int)out.length,
                        out.bytes);
    }
    template_set_free(set);
    arena_destroy(arena);
    return right;
}

static unsigned file_run(const char *path)
{
    json_error_t error;
    json_t *const root = json_load_file(path, 0, &error);
    const json_t *const cases = json_object_get(root, "tests");
    const size_t count = json_array_size(cases);
    unsigned failed = 0;

    if (!root)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    for (size_t i = 0; i < count; i++)
        failed += !passes(json_array_get(cases, i), path);
    assert_int_equal(failed, 0);
    json_decref(root);
    return (unsigned)count;
}

static void specification(void **state)
{
    DIR *const folder = opendir(SPEC_FOLDER);
    const struct dirent *entry;
    unsigned count = 0;

    (void)state;
    if (!folder) {
        print_message("skipped: %s is not here\n", SPEC_FOLDER);
        skip();
    }
    while ((entry = readdir(folder)) != NULL) {
        char path[512];

        snprintf(path, sizeof path, "%s/%s", SPEC_FOLDER, entry->d_name);
        if (strstr(entry->d_name, ".json"))
            count += file_run(path);
    }
    closedir(folder);
    print_message("%u cases of the mustache specification\n", count);
    assert_true(count > 100);
}

static void own_cases(void **state)
{
    (void)state;
    assert_true(file_run(OWN_CASES) > 10);
}

static bool refused(const char *source, const char *word)
{
    char *said = NULL;
    size_t length;
    FILE *const errors = open_memstream(&said, &length);
    struct template_set *const set = template_set_create(NULL, NULL);
    const struct template *const template = template_compile(set, "page", span_of(source), errors);
    bool right;

    fclose(errors);
    right = !template && strncmp(said, "page:", 5) == 0 && strstr(said, word);
    if (!right)
        print_error("%s: said \"%s\"\n", source, said);
    template_set_free(set);
    free(said);
    return right;
}

static void bad_syntax_is_refused(void **state)
{
    (void)state;
    assert_true(refused("a\nb {{c", "page:2: a tag is not closed"));
    assert_true(refused("{{#a}}", "not closed"));
    assert_true(refused("{{/a}}", "isn't open"));
    assert_true(refused("{{#a}}{{#b}}{{/a}}{{/b}}", "another section"));
    assert_true(refused("{{}}", "names nothing"));
    assert_true(refused("{{a b}}", "space"));
    assert_true(refused("{{a..b}}", "empty part"));
    assert_true(refused("{{=x=}}", "delimiters"));
    assert_true(refused("{{t no.such.key}}", "no such key"));
    assert_true(refused("{{t find.count}}", "plural"));
    assert_true(refused("{{n find.title count}}", "plural"));
}

static void dangerous_places_are_refused(void **state)
{
    (void)state;
    assert_true(refused("<script>var a = {{a}};</script>", "script"));
    assert_true(refused("<script>{{#a}}x{{/a}}</script>", "script"));
    assert_true(refused("<STYLE>p { color: {{a}} }</STYLE>", "style"));
    assert_true(refused("<!-- {{a}} -->", "comment"));
    assert_true(refused("<a href={{a}}>x</a>", "quotes"));
    assert_true(refused("<a href= {{a}}>x</a>", "quotes"));
    assert_true(refused("<a href=/{{a}}>x</a>", "quotes"));
    assert_true(refused("<p {{a}}>", "attribute's name"));
    assert_true(refused("<{{a}}>", "element's name"));
    assert_true(refused("</{{a}}>", "element's name"));
    assert_true(refused("<p title=\"{{{a}}}\">", "escaped"));
    assert_true(refused("<p onclick=\"go('{{a}}')\">", "script or a style"));
    assert_true(refused("<p class='x' style='width:{{a}}'>", "script or a style"));
    assert_true(refused("<p{{#a}} class=\"{{/a}}\">", "same part"));
    assert_true(refused("<p class=\"{{>a}}\">", "partial"));
    assert_true(refused("<p class=\"", "ends inside"));
    assert_true(refused("<!-- x", "ends inside"));
}

/* Values that a stranger may have written, in the places that take values. */
static void values_stay_values(void **state)
{
    static const char *const naughty[] = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "{{secret}}",
        "&lt;b&gt;",
        "\xEF\xBB\xBF<svg/onload=alert(1)>",
        "]]>",
        "--><b>",
    };
    struct arena *const arena = *state;
    struct template_set *const set = template_set_create(NULL, NULL);
    const struct template *const template =
        template_compile(set, "page", SPAN("<a title=\"{{a}}\" lang='{{a}}'>{{a}}</a>"), stderr);

    assert_non_null(template);
    for (size_t i = 0; i < sizeof naughty / sizeof *naughty; i++) {
        struct view *const view = view_object(arena);
        struct buffer out = buffer_in(arena, 64);

        view_set_string(view, "a", naughty[i]);
        view_set_string(view, "secret", "SECRET");
        template_render(template, view, 0, &out);
        *buffer_room(&out, 1) = '\0';
        assert_null(strstr(out.bytes + 1, "<s"));
        assert_null(strstr(out.bytes + 1, "<i"));
        assert_null(strstr(out.bytes + 1, "<b"));
        assert_null(strstr(out.bytes, "SECRET"));
        assert_null(strstr(out.bytes, "' on"));
    }
    template_set_free(set);
}

static struct span itself(const char *name, void *context)
{
    (void)name;
    return *(struct span *)context;
}

static void recursion_ends(void **state)
{
    struct arena *const arena = *state;
    struct span source = SPAN("x{{>me}}");
    struct template_set *const set = template_set_create(itself, &source);
    const struct template *const template = template_compile(set, "page", source, stderr);
    struct buffer out = buffer_in(arena, 64);

    assert_non_null(template);
    template_render(template, view_object(arena), 0, &out);
    assert_int_equal(out.length, 65); /* the page, and 64 partials */
    template_set_free(set);
}

static struct span shared_parts(const char *name, void *count)
{
    ++*(int *)count;
    return strcmp(name, "line") == 0 ? SPAN("{{name}}{{>end}}") : SPAN("!");
}

/* What several templates of a set name is asked for and made once. */
static void partials_are_shared(void **state)
{
    struct arena *const arena = *state;
    int asked = 0;
    struct template_set *const set = template_set_create(shared_parts, &asked);
    const struct template *const first = template_compile(set, "first", SPAN("1 {{>line}}{{>end}}"), stderr);
    const struct template *const second = template_compile(set, "second", SPAN("2 {{>line}}"), stderr);
    struct view *const view = view_object(arena);
    struct buffer out = buffer_in(arena, 64);

    assert_non_null(first);
    assert_non_null(second);
    assert_int_equal(asked, 2);
    view_set_string(view, "name", "a<b");
    template_render(first, view, 0, &out);
    template_render(second, view, 0, &out);
    assert_true(span_equal(buffer_bytes(&out), SPAN("1 a&lt;b!!2 a&lt;b!")));
    template_set_free(set);
}

static struct span next_part(const char *name, void *arena)
{
    return span_of(arena_printf(arena, "{{>%sx}}", name));
}

/* Partials without end, each another one, are refused before they exhaust anything. */
static void endless_partials_are_refused(void **state)
{
    struct template_set *const set = template_set_create(next_part, *state);
    FILE *const nowhere = fopen("/dev/null", "w");

    assert_null(template_compile(set, "page", SPAN("{{>x}}"), nowhere));
    fclose(nowhere);
    template_set_free(set);
}

/* Names that share their bit of an object's filter are told apart all the same. */
static void names_are_told_apart(void **state)
{
    struct arena *const arena = *state;
    struct template_set *const set = template_set_create(NULL, NULL);
    struct buffer source = buffer_in(arena, 4096), out = buffer_in(arena, 4096),
                  wanted = buffer_in(arena, 4096);
    struct view *const view = view_object(arena);
    const struct template *template;

    for (int i = 0; i < 400; i++) {
        buffer_printf(&source, "{{n%d}},", i);
        if (i % 3 == 0)
            view_set_int(view, arena_printf(arena, "n%d", i), i);
        buffer_text(&wanted, i % 3 == 0 ? arena_printf(arena, "%d,", i) : ",");
    }
    template = template_compile(set, "page", buffer_bytes(&source), stderr);
    assert_non_null(template);
    template_render(template, view, 0, &out);
    assert_true(span_equal(buffer_bytes(&out), buffer_bytes(&wanted)));
    template_set_free(set);
}

/* A member may become another one, of another kind too, and its neighbours stay. */
static void the_last_value_counts(void **state)
{
    struct arena *const arena = *state;
    struct template_set *const set = template_set_create(NULL, NULL);
    const struct template *const template = template_compile(
        set, "page", SPAN("{{a}}{{#b}}{{c}}{{^c}}none{{/c}};{{/b}}{{#d}}d{{/d}}{{e}}"), stderr);
    struct view *const view = view_object(arena);
    struct buffer out = buffer_in(arena, 64);

    assert_non_null(template);
    view_set_text(view, "a", SPAN("first"));
    view_set_string(view_set_object(view, "b"), "c", "first");
    view_set_bool(view, "d", true);
    view_set_text(view, "e", SPAN("end"));
    view_set_int(view, "a", 7);
    view_add_object(view_set_list(view, "b"));
    view_set_bool(view, "d", false);
    template_render(template, view, 0, &out);
    assert_true(span_equal(buffer_bytes(&out), SPAN("7none;end")));
    template_set_free(set);
}

static void words(void **state)
{
    struct arena *const arena = *state;
    struct template_set *const set = template_set_create(NULL, NULL);
    const struct template *const template =
        template_compile(set, "page", SPAN("{{t find.title}}: {{n find.count places}}"), stderr);
    struct view *const view = view_object(arena);
    struct buffer lt = buffer_in(arena, 64), en = buffer_in(arena, 64);

    assert_non_null(template);
    view_set_int(view, "places", 21);
    template_render(template, view, 0, &lt);
    template_render(template, view, 1, &en);
    assert_true(span_equal(buffer_bytes(&lt), SPAN("Rasti savitarnos vietą: 21 vieta")));
    assert_true(span_equal(buffer_bytes(&en), SPAN("Find a point: 21 places")));
    template_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specification),
        cmocka_unit_test(own_cases),
        cmocka_unit_test(bad_syntax_is_refused),
        cmocka_unit_test(dangerous_places_are_refused),
        cmocka_unit_test(values_stay_values),
        cmocka_unit_test(recursion_ends),
        cmocka_unit_test(partials_are_shared),
        cmocka_unit_test(endless_partials_are_refused),
        cmocka_unit_test(names_are_told_apart),
        cmocka_unit_test(the_last_value_counts),
        cmocka_unit_test(words),
    };

    return cmocka_run_group_tests_name("text template", tests, load, unload);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The embedded pages and catalogues: every page compiles, and every key that code makes up from a name is
 * there.
 */
#include "branchlight/directory.h"
#include "branchlight/i18n.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "../../src/text/catalogue.h"

#include <cmocka.h>

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

static void every_page_compiles(void **state)
{
    (void)state;
    assert_true(pages_compile(stderr));
    assert_non_null(page_template("find_page"));
    assert_non_null(page_template("branch_page"));
    assert_non_null(page_template("problem_page"));
    assert_null(page_template("none"));
    assert_null(page_template("partials/top"));
}

static void has(struct arena *arena, const char *group, const char *name)
{
    const char *const key = arena_printf(arena, "%s.%s", group, name);

    if (!i18n_entry(key))
        fail_msg("the catalogues lack %s", key);
}

static void names_have_words(void **state)
{
    static const struct {
        const char *group, *names[12];
    } groups[] = {
        /* As the constraints of sql/migrations list them. */
        { "role", { "librarian", "library_manager", "coordinator", "trainer", "admin", "system" } },
        { "certainty",
          { "confirmed", "own_site", "corroborated", "third_party", "reported", "dated", "inferred",
            "unverified" } },
        { "data.certainty",
          { "confirmed", "own_site", "corroborated", "third_party", "reported", "dated", "inferred",
            "unverified" } },
        { "sure",
          { "confirmed", "own_site", "corroborated", "third_party", "reported", "dated", "inferred",
            "unverified" } },
        { "precision", { "entrance", "address", "street", "locality", "municipality" } },
        { "branch_kind", { "central", "branch", "mobile" } },
        { "event_kind", { "lecture", "quiz", "contest", "workshop", "training", "meeting" } },
        { "reason", { "open.now", "closed.until", "assisted.now", "not_assisted.until" } },
        { "when", { "today", "tomorrow", "weekday", "date" } },
        { "until", { "today", "tomorrow", "weekday", "date" } },
    };
    struct arena *const arena = *state;

    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        for (size_t j = 0; groups[i].names[j]; j++)
            has(arena, groups[i].group, groups[i].names[j]);
    for (unsigned i = 0; i < REASON_CODES; i++)
        if (i != REASON_COMPONENT) /* told by component_down.<name> */
            has(arena, "reason", reason_name((enum reason_code)i));
    for (unsigned i = 0; i < COMPONENTS; i++) {
        has(arena, "component", point_component_name((enum point_component)i));
        has(arena, "component_down", point_component_name((enum point_component)i));
    }
    for (unsigned i = STATUS_UNKNOWN; i <= STATUS_OUT_OF_ORDER; i++)
        has(arena, "status", point_status_name((enum point_status)i));
    for (unsigned i = 0; i < PROBLEMS; i++) {
        has(arena, "error", arena_printf(arena, "%s.title", problem_slug((enum problem)i)));
        has(arena, "error", arena_printf(arena, "%s.detail", problem_slug((enum problem)i)));
        has(arena, "problem", arena_printf(arena, "%s.title", problem_slug((enum problem)i)));
        has(arena, "problem", arena_printf(arena, "%s.detail", problem_slug((enum problem)i)));
    }
    for (int i = 1; i <= 12; i++)
        has(arena, "month", arena_printf(arena, "%d", i));
    for (int i = 1; i <= 7; i++) {
        has(arena, "weekday", arena_printf(arena, "%d", i));
        has(arena, "weekday_on", arena_printf(arena, "%d", i));
        has(arena, "weekday_of", arena_printf(arena, "%d", i));
        has(arena, "weekday_short", arena_printf(arena, "%d", i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_page_compiles),
                                        cmocka_unit_test(names_have_words) };

    return cmocka_run_group_tests_name("text pages", tests, load, unload);
}

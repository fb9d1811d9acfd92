/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences that are remembered are the ones that would be made: many reasons, told twice on a thread that
 * has told others before, against a thread that remembers nothing. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { CASES = 400, NOW = 1795600800, DAY = 86400 };

struct telling {
    struct point_view point;
    struct point_reason reason;
    unsigned language;
    int64_t now;
    char text[256];
};

static void tell(struct telling *telling)
{
    struct arena *arena = arena_create();
    const struct span text =
        reason_text(arena, telling->language, &telling->point, &telling->reason, telling->now);
    assert_in_range(text.length, 1, sizeof telling->text - 1);
    memcpy(telling->text, text.at, text.length);
    telling->text[text.length] = '\0';
    arena_destroy(arena);
}

static void *tell_apart(void *telling)
{
    tell(telling);
    return NULL;
}

/* Ages and ends on both sides of every boundary that words know: minute, hour, day, thirty days, midnight. */
static int64_t distance(unsigned i)
{
    static const int64_t around[] = { 0,
                                      59,
                                      60,
                                      61,
                                      3599,
                                      3600,
                                      7199,
                                      7200,
                                      DAY - 1,
                                      DAY,
                                      2 * DAY - 1,
                                      -90,
                                      6 * DAY,
                                      29 * DAY,
                                      30 * (int64_t)DAY - 1,
                                      30 * (int64_t)DAY,
                                      31 * (int64_t)DAY,
                                      400 * (int64_t)DAY };
    return around[i % (sizeof around / sizeof *around)];
}

static struct telling telling_make(unsigned i)
{
    static const char *const roles[] = { "librarian", "coordinator", "library_manager", "system" };
    const enum reason_code code = (enum reason_code)((unsigned)rand() % REASON_CODES);
    const int64_t now = NOW + (int64_t)(i / 100) * 60;
    return (struct telling){
        .point = { .last_status = (enum point_status)((unsigned)rand() % 4),
                   .status_role = span_of(roles[(unsigned)rand() % 4]),
                   .hours = { .offset = (int16_t)(rand() % 2 * 120) } },
        .reason = { .code = code,
                    .component = (enum point_component)((unsigned)rand() % COMPONENTS),
                    .at = now - distance(i),
                    .until = rand() % 8 ? now + distance((unsigned)rand()) : 0,
                    .until_offset = (int16_t)(rand() % 3 * 60) },
        .language = (unsigned)rand() % language_count(),
        .now = now,
    };
}

static void remembered_is_made(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CASES; i++) {
        struct telling apart = telling_make(i), first = apart, again = apart;
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, tell_apart, &apart), 0);
        pthread_join(thread, NULL);
        tell(&first);
        tell(&again);
        assert_string_equal(first.text, apart.text);
        assert_string_equal(again.text, apart.text);
    }
}

/* What differs in a single thing is told apart. */
static void differences_are_told(void **state)
{
    struct telling one = { .point = { .last_status = STATUS_WORKING, .status_role = SPAN("librarian") },
                           .reason = { .code = REASON_WORKING, .at = NOW - 7200 },
                           .language = 0,
                           .now = NOW };
    struct telling other = one;
    (void)state;
    tell(&one);
    other.language = 1;
    tell(&other);
    assert_string_not_equal(one.text, other.text);
    other = one;
    other.now += 3600;
    tell(&other);
    assert_string_not_equal(one.text, other.text);
    other = one;
    other.point.status_role = SPAN("coordinator");
    tell(&other);
    assert_string_not_equal(one.text, other.text);
    other = one;
    other.reason.at -= 3600;
    tell(&other);
    assert_string_not_equal(one.text, other.text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembered_is_made),
        cmocka_unit_test(differences_are_told),
    };
    srand(20140823);
    if (!i18n_load(stderr))
        return 1;
    return cmocka_run_group_tests_name("feeds_reason", tests, NULL, NULL);
}

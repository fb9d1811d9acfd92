/* SPDX-License-Identifier: Apache-2.0
 *
 * A log that nobody reads. */
#include "branchlight/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

enum { LINES = 20000 };

static int real_error, reading;

/* Standard error is a pipe from here to pipe_close(). */
static void pipe_open(void)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    real_error = dup(STDERR_FILENO);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    close(ends[1]);
    reading = ends[0];
    assert_int_equal(fcntl(reading, F_SETFL, O_NONBLOCK), 0);
}

static void pipe_close(void)
{
    assert_int_equal(dup2(real_error, STDERR_FILENO), STDERR_FILENO);
    close(real_error);
    close(reading);
}

/* What can be read now, as text. */
static char *read_all(void)
{
    char *const text = calloc(1, 1 << 20);
    size_t used = 0;
    ssize_t got;

    while ((got = read(reading, text + used, (1 << 20) - 1 - used)) > 0)
        used += (size_t)got;
    return text;
}

/* How many lines there are, each a whole object; of those that tell of a loss, the sum of what was lost. */
static int64_t lines_count(char *text, int64_t *ret_lost)
{
    int64_t count = 0;
    char *rest = text;

    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line; count++) {
        json_t *const object = json_loads(line, 0, NULL);

        assert_non_null(object);
        if (strcmp(json_string_value(json_object_get(object, "event")), "log_lines_lost") == 0) {
            *ret_lost += json_integer_value(json_object_get(object, "lines"));
            count--;
        }
        json_decref(object);
    }
    free(text);
    return count;
}

static void nobody_waits_for_a_reader(void **state)
{
    struct timespec begun, ended;
    int64_t seen, lost = 0;

    (void)state;
    pipe_open();
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (int i = 0; i < LINES; i++)
        log_collect(LOG_INFO, "request", (const struct log_field[]){ LOG_FIELD_INT("number", i), { 0 } });
    log_event(LOG_ERROR, "something", LOG_FIELD_TEXT("what", "else"));
    clock_gettime(CLOCK_MONOTONIC, &ended);
    seen = lines_count(read_all(), &lost); /* what the pipe had taken */
    log_flush();
    log_event(LOG_INFO, "afterwards", LOG_FIELD_INT("all", 1));
    seen += lines_count(read_all(), &lost);
    pipe_close();
    assert_true(ended.tv_sec - begun.tv_sec < 5); /* it never came back before */
    assert_true(lost > LINES / 2);
    assert_int_equal(seen + lost, LINES + 2);
}

static void a_reader_loses_nothing(void **state)
{
    int64_t seen = 0, lost = 0;

    (void)state;
    pipe_open();
    for (int i = 0; i < LINES; i++) {
        log_collect(LOG_INFO, "request", (const struct log_field[]){ LOG_FIELD_INT("number", i), { 0 } });
        if (i % 100 == 0)
            seen += lines_count(read_all(), &lost);
    }
    log_flush();
    seen += lines_count(read_all(), &lost);
    pipe_close();
    assert_int_equal(lost, 0);
    assert_int_equal(seen, LINES);
}

/* Values of two, three and four bytes a character, so long that a line has no room for them, wherever that
 * falls. */
static void a_cut_value_stays_utf8(void **state)
{
    static const char *const characters[] = { "\xC4\x97", "\xE2\x82\xAC", "\xF0\x9F\x93\x9A" };
    char value[4096];
    int64_t lost = 0;

    (void)state;
    pipe_open();
    for (size_t c = 0; c < 3; c++)
        for (size_t shift = 0; shift < 4; shift++) {
            size_t used = shift;

            memset(value, 'a', shift);
            for (; used + 4 < sizeof value; used += strlen(characters[c]))
                memcpy(value + used, characters[c], strlen(characters[c]));
            value[used] = '\0';
            log_event(LOG_INFO, "long", LOG_FIELD_TEXT("value", value));
        }
    const int64_t seen = lines_count(read_all(), &lost); /* jansson refuses what isn't UTF-8 */

    pipe_close();
    assert_int_equal(seen, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_loses_nothing),
        cmocka_unit_test(a_cut_value_stays_utf8),
        cmocka_unit_test(nobody_waits_for_a_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

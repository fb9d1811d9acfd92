/* SPDX-License-Identifier: Apache-2.0
 *
 * Configuration: each source overrides the one before, wrong settings are named with their place, secrets are
 * masked. */
#include "branchlight/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
// cmocka wants the headers above first
#include <cmocka.h>

static char said[2048];

/* Loads with these arguments; what was said about errors is in `said`. */
static bool load(const char *const *arguments, struct config *ret_config, const char **ret_rest)
{
    FILE *errors = fmemopen(said, sizeof said, "w");
    memset(said, 0, sizeof said);
    const bool good = config_load(arguments, ret_config, ret_rest, 4, errors);
    fclose(errors);
    return good;
}

#define LOAD(config, rest, ...) load((const char *const[]){ __VA_ARGS__, NULL }, (config), (rest))

static const char *file_of(const char *bytes, size_t length)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/branchlight-config-XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, length), (ssize_t)length);
    close(file);
    return path;
}

static const char *file_with(const char *text)
{
    return file_of(text, strlen(text));
}

static void defaults_hold_where_nothing_is_said(void **state)
{
    struct config config;
    const char *rest[4];
    (void)state;
    assert_true(load((const char *const[]){ NULL }, &config, rest));
    assert_string_equal(config.address, "127.0.0.1");
    assert_int_equal(config.port, 8080);
    assert_int_equal(config.demo, -1);
    assert_null(config.database);
    assert_null(rest[0]);
}

static void command_line_beats_environment_beats_file(void **state)
{
    struct config config;
    const char *rest[4];
    char argument[128];
    (void)state;
    const char *path = file_with("# ours\n port = 1001 \nworkers=3\n\nlog-level = debug\n");
    snprintf(argument, sizeof argument, "--config=%s", path);
    assert_true(LOAD(&config, rest, argument));
    assert_int_equal(config.port, 1001);
    assert_int_equal(config.workers, 3);
    setenv("BRANCHLIGHT_PORT", "1002", 1);
    assert_true(LOAD(&config, rest, argument));
    assert_int_equal(config.port, 1002);
    assert_true(LOAD(&config, rest, argument, "--port", "1003", "seed"));
    assert_int_equal(config.port, 1003);
    assert_int_equal(config.workers, 3);
    assert_string_equal(config.log_level, "debug");
    assert_string_equal(rest[0], "seed");
    assert_null(rest[1]);
    unsetenv("BRANCHLIGHT_PORT");
    unlink(path);
}

static void wrong_settings_are_named_with_their_place(void **state)
{
    struct config config;
    const char *rest[4];
    char argument[128];
    (void)state;
    assert_false(LOAD(&config, rest, "--port=70000"));
    assert_non_null(strstr(said, "from 0 to 65535"));
    assert_false(LOAD(&config, rest, "--port"));
    assert_non_null(strstr(said, "needs a value"));
    assert_false(LOAD(&config, rest, "--workers=two"));
    assert_false(LOAD(&config, rest, "--log-level=loud"));
    assert_false(LOAD(&config, rest, "--public-url=example.org"));
    assert_false(LOAD(&config, rest, "--public-url=https://example.org/"));
    assert_false(LOAD(&config, rest, "--config=/nowhere/at/all"));
    setenv("BRANCHLIGHT_PORT", "eighty", 1);
    assert_false(load((const char *const[]){ NULL }, &config, rest));
    assert_non_null(strstr(said, "BRANCHLIGHT_PORT"));
    unsetenv("BRANCHLIGHT_PORT");
    const char *path = file_with("port = 1\ncolour = red\n");
    snprintf(argument, sizeof argument, "--config=%s", path);
    assert_false(LOAD(&config, rest, argument));
    assert_non_null(strstr(said, ":2: there is no setting \"colour\""));
    unlink(path);
}

static void a_contact_is_an_address_or_a_page(void **state)
{
    static const char *const good[] = { "help@example.org", "a.b+c@sub.example.org",
                                        "https://example.org/contact?x=1" };
    static const char *const bad[] = { "help",
                                       "@example.org",
                                       "help@",
                                       "help@host",
                                       "help@example.",
                                       "help@.org",
                                       "a b@example.org",
                                       "help@example.org\nExpires: never",
                                       "http://example.org",
                                       "https://",
                                       "https://host/a",
                                       "https://example.org/<b>",
                                       "mailto:help@example.org",
                                       "javascript:alert(1)" };
    struct config config;
    const char *rest[4];
    char argument[512];
    (void)state;
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(argument, sizeof argument, "--contact=%s", good[i]);
        assert_true(LOAD(&config, rest, argument));
        assert_string_equal(config.contact, good[i]);
    }
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(argument, sizeof argument, "--contact=%s", bad[i]);
        if (LOAD(&config, rest, argument))
            fail_msg("%s was taken", bad[i]);
        assert_non_null(strstr(said, "must be an e-mail address"));
    }
    assert_true(LOAD(&config, rest, "--contact="));
    assert_null(config.contact);
}

static void the_public_address_is_what_browsers_call_an_origin(void **state)
{
    static const char *const good[] = {
        "https://example.org", "http://localhost:8080", "https://a-b.example.org:8443",
        "http://[::1]:8080",   "https://127.0.0.1",     "http://example.org:443"
    };
    static const char *const bad[] = { "https://example.org/",
                                       "https://example.org/under",
                                       "https://example.org:443",
                                       "http://example.org:80",
                                       "https://Example.org",
                                       "https://user@example.org",
                                       "https://example.org:",
                                       "https://example.org:0443",
                                       "https://example.org:70000",
                                       "https://example.org:8x",
                                       "https://",
                                       "https://example.org?x",
                                       "https://[::1",
                                       "ftp://example.org",
                                       "https://example.org:+8443" };
    struct config config;
    const char *rest[4];
    char argument[128];
    (void)state;
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(argument, sizeof argument, "--public-url=%s", good[i]);
        if (!LOAD(&config, rest, argument))
            fail_msg("%s was refused", good[i]);
    }
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(argument, sizeof argument, "--public-url=%s", bad[i]);
        if (LOAD(&config, rest, argument))
            fail_msg("%s was taken", bad[i]);
        assert_non_null(strstr(said, "https://example.org."));
    }
}

static void messages_come_from_an_address(void **state)
{
    static const char *const bad[] = { "--mail-from=registras",
                                       "--mail-from=Branchlight <a@example.org>",
                                       "--mail-from=<a@example.org>",
                                       "--mail-from=a@example.org, b@example.org",
                                       "--mail-from=mailto:a@example.org",
                                       "--mail-from=https://example.org" };
    struct config config;
    const char *rest[4];
    (void)state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (LOAD(&config, rest, "--mail-server=smtp://localhost:25", bad[i]))
            fail_msg("%s was taken", bad[i]);
        assert_non_null(strstr(said, "mail-from"));
    }
    assert_true(LOAD(&config, rest, "--mail-server=smtp://localhost:25", "--mail-from=a.b@example.org"));
}

static void a_mail_server_is_named_without_its_password(void **state)
{
    struct config config;
    const char *rest[4];
    (void)state;
    assert_false(LOAD(&config, rest, "--mail-server=smtps://user:s3cret@mail.example.org:465",
                      "--mail-from=a@example.org"));
    assert_non_null(strstr(said, "mail-credentials"));
    assert_null(strstr(said, "s3cret"));
}

static void secrets_are_masked(void **state)
{
    static const struct {
        const char *conninfo, *shown;
    } cases[] = {
        { "host=db dbname=b", "host=db dbname=b" },
        { "host=db password=s3cret dbname=b", "host=db password=*** dbname=b" },
        { "host=db password = 's3cret' dbname=b", "host=db password = *** dbname=b" },
        { "password='it\\'s s3cret' host=db", "password=*** host=db" },
        { "password=s3cret\\ s3cret\\\\ host='d b'", "password=*** host='d b'" },
        { "password=a sslpassword=s3cret PASSWORD='s3cret", "password=*** sslpassword=*** PASSWORD=***" },
        { "passfile=/etc/pass sslkey=/etc/key user=password",
          "passfile=/etc/pass sslkey=/etc/key user=password" },
        { "application_name='password=x' password=''", "application_name='password=x' password=***" },
        { "host=db password s3cret", "host=db ***" },
        { "mysql://user:s3cret@db/b?x=y", "***" },
        { "postgresql://user:s3cret@db/b", "postgresql://user:***@db/b" },
        { "postgres://db:5432/b", "postgres://db:5432/b" },
        { "postgres://user@db:5432,[::1]:5433/b?sslmode=require",
          "postgres://user@db:5432,[::1]:5433/b?sslmode=require" },
        { "postgresql://db/b?password=s3cret&sslmode=require",
          "postgresql://db/b?password=***&sslmode=require" },
        { "postgres://u:s3cret@h/db?password=s3cret", "postgres://u:***@h/db?password=***" },
        { "postgres://u:s3cret@h?sslmode=require&sslpassword=s3cret",
          "postgres://u:***@h?sslmode=require&sslpassword=***" },
        { "postgresql://u:s3cret:b@s3cret@h/db", "postgresql://u:***@h/db" },
        { "postgresql://u:s3?cret@h/db?pass%77ord=s3cret", "postgresql://u:***@h/db?pass%77ord=***" },
        { "postgresql://u:s3/cret@h/db", "postgresql://u:***@h/db" },
        { "postgres://h?user=a@b&password=s3cret", "postgres://h?user=a@b&password=***" },
        { "postgres://h:1?user=a@b&password=s3cret", "postgres://h:***@b&password=***" },
        { "postgres://[::1]/b?application_name=a@b", "postgres://[::1]/b?application_name=a@b" },
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config config = { .database = cases[i].conninfo };
        char dumped[4096] = { 0 }, line[256];
        FILE *out = fmemopen(dumped, sizeof dumped, "w");
        config_dump(&config, out);
        fclose(out);
        snprintf(line, sizeof line, "\ndatabase = %s\n", cases[i].shown);
        if (!strstr(dumped, line))
            fail_msg("%s was shown otherwise:\n%s", cases[i].conninfo, dumped);
    }
}

static bool load_file(const char *bytes, size_t length)
{
    struct config config;
    const char *rest[4];
    char argument[128];
    const char *path = file_of(bytes, length);
    snprintf(argument, sizeof argument, "--config=%s", path);
    const bool good = LOAD(&config, rest, argument);
    unlink(path);
    return good;
}

static void files_that_are_no_configuration_are_refused(void **state)
{
    enum { LINE = 4096, LARGE = 1 << 20 };
    struct config config;
    const char *rest[4];
    char *text = malloc(LARGE + 1);
    (void)state;
    assert_non_null(text);
    assert_false(LOAD(&config, rest, "--config=/"));
    assert_non_null(strstr(said, "can't be read"));
    assert_false(LOAD(&config, rest, "--config=/dev/zero"));
    assert_false(load_file("port = 1\n\0\0\n", 12));
    assert_non_null(strstr(said, ":2: "));

    memset(text, ' ', LARGE + 1); /* a comment whose end would be a setting if it were cut */
    memcpy(text, "\n#", 2);
    memcpy(text + LINE, "port = 80\n", 10);
    assert_false(load_file(text, LINE + 10));
    assert_non_null(strstr(said, ":2: "));
    memcpy(text + LINE - 20, "\nport = 80\n", 11);
    assert_true(load_file(text, LINE - 9));

    for (size_t i = 0; i < LARGE; i += 64)
        text[i + 63] = '\n';
    memcpy(text, "# ", 2);
    assert_false(load_file(text, LARGE + 1));
    assert_non_null(strstr(said, "longer than"));
    assert_true(load_file("workers = 3", 11)); /* the last line needs no end */
    free(text);
}

static void addresses_are_checked_before_anything_is_started(void **state)
{
    static const char *const wrong[] = { "--address=999.1.1.1",  "--address=localhost",
                                         "--address=unix:",      "--address=[::1]",
                                         "--trusted-proxy=zzz",  "--trusted-proxy=10.0.0.0/8",
                                         "--address=127.0.0.1:1" };
    static const char *const right[] = { "--address=0.0.0.0",          "--address=::1",
                                         "--address=unix:/run/x.sock", "--trusted-proxy=10.0.0.1",
                                         "--trusted-proxy=fd00::1",    "--trusted-proxy=" };
    struct config config;
    const char *rest[4];
    char longest[128] = "--address=unix:";
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(LOAD(&config, rest, wrong[i]));
        assert_non_null(strstr(said, "branchlight: "));
    }
    for (unsigned i = 0; i < sizeof right / sizeof *right; i++)
        assert_true(LOAD(&config, rest, right[i]));
    memset(longest + strlen(longest), 'x', 108);
    assert_false(LOAD(&config, rest, longest));
    longest[15 + 107] = '\0';
    assert_true(LOAD(&config, rest, longest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_hold_where_nothing_is_said),
        cmocka_unit_test(command_line_beats_environment_beats_file),
        cmocka_unit_test(wrong_settings_are_named_with_their_place),
        cmocka_unit_test(a_contact_is_an_address_or_a_page),
        cmocka_unit_test(the_public_address_is_what_browsers_call_an_origin),
        cmocka_unit_test(messages_come_from_an_address),
        cmocka_unit_test(a_mail_server_is_named_without_its_password),
        cmocka_unit_test(secrets_are_masked),
        cmocka_unit_test(files_that_are_no_configuration_are_refused),
        cmocka_unit_test(addresses_are_checked_before_anything_is_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

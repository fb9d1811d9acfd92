/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages: nothing that anybody is called gets into a header that isn't its own, and no line is longer than
 * it may be. */
#include "branchlight/message.h"

#include <setjmp.h>
#include <stdarg.h>
// cmocka wants the headers above first
#include <cmocka.h>

static const struct message usual = { .from = "registras@example.org",
                                      .to = "ona@example.org",
                                      .id = "01a218ca",
                                      .host = "example.org",
                                      .language = "lt",
                                      .date = 1790000000,
                                      .subject = { "Kvietimas", 9 },
                                      .body = { "Sveiki!\n", 8 } };

static char *written(struct arena *arena, const struct message *message, bool plain)
{
    struct buffer out = buffer_in(arena, 0);

    if (!message_write(&out, message, plain)) {
        assert_int_equal(out.length, 0);
        return NULL;
    }
    return arena_copy(arena, out.bytes, out.length);
}

static void a_message_has_what_it_needs_and_no_more(void **state)
{
    struct arena *const arena = arena_create();

    assert_string_equal(
        written(arena, &usual, false),
        "From: Branchlight <registras@example.org>\r\nTo: <ona@example.org>\r\nSubject: Kvietimas\r\n"
        "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\nMessage-ID: <01a218ca@example.org>\r\n"
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Language: lt\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "Sveiki!\r\n\r\n");
    arena_destroy(arena);
    (void)state;
}

static void news_says_how_one_click_ends_it(void **state)
{
    struct arena *const arena = arena_create();
    struct message message = usual;

    message.leave = "https://example.org/lt/leave/c2VjcmV0";
    assert_non_null(strstr(written(arena, &message, false),
                           "\r\nList-Unsubscribe:\r\n <https://example.org/lt/leave/c2VjcmV0>\r\n"
                           "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    arena_destroy(arena);
    (void)state;
}

/* Addresses are refused whole: no part of one is ever written. */
static void what_is_no_address_gets_into_no_header(void **state)
{
    static const char *const wrong[] = { "a@b.lt\r\nBcc: c@d.lt",
                                         "a@b.lt\nX: y",
                                         "a@b.lt, c@d.lt",
                                         "<a@b.lt>",
                                         "a b@c.lt",
                                         "a",
                                         "@b.lt",
                                         "a@",
                                         "a@b@c.lt",
                                         "a@b.lt;c",
                                         "a\x7F@b.lt",
                                         "" };
    struct arena *const arena = arena_create();

    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct message message = usual;

        message.to = wrong[i];
        assert_null(written(arena, &message, false));
        message = usual;
        message.from = wrong[i];
        assert_null(written(arena, &message, true));
    }
    arena_destroy(arena);
    (void)state;
}

static unsigned headers(const char *text)
{
    unsigned count = 0;

    for (; strncmp(text, "\r\n", 2) != 0; text = strstr(text, "\r\n") + 2)
        count += *text != ' ';
    return count;
}

static void lines_short(const char *text)
{
    for (const char *end; (end = strstr(text, "\r\n")); text = end + 2)
        assert_true(end - text <= 76);
}

/* Whatever a subject holds, there are as many headers as ever, and lines of at most 76 bytes. */
static void a_subject_is_one_header_whatever_it_holds(void **state)
{
    static const char *const subjects[] = {
        "X\r\nBcc: evil@example.org",
        "X\nBcc: evil@example.org\n\nbody",
        "=?UTF-8?B?WA==?=",
        "Ąžuolų biblioteka, kurioje yra labai ilgas pavadinimas – toks, kad netelpa į vieną eilutę, nei į "
        "dvi ąčęėįšųū",
        "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0"
        "\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80",
        "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
        "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaa",
        "",
    };
    struct arena *const arena = arena_create();

    for (unsigned i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        struct message message = usual;

        message.subject = span_of(subjects[i]);
        const char *const text = written(arena, &message, false);

        assert_int_equal(headers(text), 10);
        assert_null(strstr(text, "\nBcc"));
        lines_short(text);
    }
    arena_destroy(arena);
    (void)state;
}

static void a_body_survives_seven_bits_and_links_stay_whole_in_files(void **state)
{
    struct arena *const arena = arena_create();
    struct message message = usual;

    message.body = SPAN("Ą = 1 "
                        "\n.\nhttps://example.org/lt/links/"
                        "0123456789012345678901234567890123456789012345678901234567890123456789");
    const char *const coded = written(arena, &message, false), *const plain = written(arena, &message, true);

    lines_short(coded);
    assert_non_null(strstr(coded, "\r\n\r\n=C4=84 =3D 1=20\r\n.\r\nhttps://"));
    assert_non_null(strstr(plain,
                           "8bit\r\n\r\nĄ = 1 "
                           "\r\n.\r\nhttps://example.org/lt/links/"
                           "0123456789012345678901234567890123456789012345678901234567890123456789\r\n"));
    arena_destroy(arena);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_has_what_it_needs_and_no_more),
        cmocka_unit_test(news_says_how_one_click_ends_it),
        cmocka_unit_test(what_is_no_address_gets_into_no_header),
        cmocka_unit_test(a_subject_is_one_header_whatever_it_holds),
        cmocka_unit_test(a_body_survives_seven_bits_and_links_stay_whole_in_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Negotiation: Accept, Accept-Language, Accept-Encoding, If-None-Match. */
#include "../../src/http/internal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *const types[] = { "application/json", "text/csv; charset=utf-8",
                                     "text/html; charset=utf-8" };
static const char *const languages[] = { "lt", "en" };

static void picks_types(void **state)
{
    static const struct {
        const char *accept;
        int best;
    } cases[] = {
        { NULL, 0 },
        { "*/*", 0 },
        { "", 0 },
        { " , ,", 0 },
        { "text/csv", 1 },
        { "TEXT/CSV", 1 },
        { "text/*", 1 },
        { "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", 2 },
        { "application/json;q=0.5, text/csv;q=0.6", 1 },
        { "application/json;q=0.5,text/csv;q=0.5", 0 },
        { "*/*;q=0.1, application/json;q=0", 1 },
        { "text/*;q=0.9, text/csv;q=0.1, application/json;q=0.2", 2 },
        { "image/png", -1 },
        { "application/json;q=0", -1 },
        { "application/json;q=nonsense", -1 },
        { "application/json;q=1.001", -1 },
        { "application/json;q=0.001", 0 },
        { "application/json ; q=0.5 , text/csv ; q=0.7", 1 },
        { "application/json;x=\"a,b;q=0\";q=1", 0 },
        { ",,, text/csv ,", 1 },
        { "application/jsonx", -1 },
        { "application", -1 },
        { "application/json;version=1", 0 },
        { "\"", -1 },
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int best = http_accept_type(span_of(cases[i].accept), types, 3);
        if (best != cases[i].best)
            fail_msg("Accept: %s gave %d, not %d", cases[i].accept, best, cases[i].best);
    }
}

static void picks_languages(void **state)
{
    static const struct {
        const char *accept;
        int best;
    } cases[] = {
        { NULL, 0 },
        { "en", 1 },
        { "EN", 1 },
        { "en-GB, en;q=0.9", 1 },
        { "en-GB", 1 },
        { "lt-LT,lt;q=0.9,en-US;q=0.8,en;q=0.7", 0 },
        { "de, en;q=0.3", 1 },
        { "de", -1 },
        { "*", 0 },
        { "*;q=0.5, en;q=0.7", 1 },
        { "lt;q=0, *", 1 },
        { "en, lt", 0 },
        { "english", -1 },
        { "e", -1 },
        { "en-GB;q=0.2, en;q=0.9, lt;q=0.5", 1 },
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int best = http_accept_language(span_of(cases[i].accept), languages, 2);
        if (best != cases[i].best)
            fail_msg("Accept-Language: %s gave %d, not %d", cases[i].accept, best, cases[i].best);
    }
}

/* As sets: gzip has three ways of being made, and identity is always there. */
enum {
    BROTLI = 1 << ENCODING_BROTLI,
    GZIPS = 1 | 1 << ENCODING_GZIP | 1 << ENCODING_GZIP_ONCE | 1 << ENCODING_GZIP_PARTS,
    EVERY = GZIPS | BROTLI,
};

static void picks_encodings(void **state)
{
    static const struct {
        const char *accept;
        unsigned acceptable;
        enum encoding all, without_brotli;
    } cases[] = {
        { NULL, 1, ENCODING_IDENTITY, ENCODING_IDENTITY },
        { "", 1, ENCODING_IDENTITY, ENCODING_IDENTITY },
        { "gzip, deflate, br, zstd", EVERY, ENCODING_BROTLI, ENCODING_GZIP },
        { "gzip", GZIPS, ENCODING_GZIP, ENCODING_GZIP },
        { "br", 1 | BROTLI, ENCODING_BROTLI, ENCODING_IDENTITY },
        { "*", EVERY, ENCODING_BROTLI, ENCODING_GZIP },
        { "br;q=0.2, gzip;q=0.8", EVERY, ENCODING_GZIP, ENCODING_GZIP },
        { "gzip;q=0", 1, ENCODING_IDENTITY, ENCODING_IDENTITY },
        { "identity;q=0, gzip;q=0.1", GZIPS, ENCODING_GZIP, ENCODING_GZIP },
        { "*;q=0", 1, ENCODING_IDENTITY, ENCODING_IDENTITY },
        { "br;q=0, *", GZIPS, ENCODING_GZIP, ENCODING_GZIP },
        { "gzipx", 1, ENCODING_IDENTITY, ENCODING_IDENTITY },
        { "identity, gzip;q=0.5", GZIPS, ENCODING_IDENTITY, ENCODING_IDENTITY },
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct span header = span_of(cases[i].accept);
        assert_int_equal(encoding_acceptable(header), cases[i].acceptable);
        assert_int_equal(encoding_best(header, 7), cases[i].all);
        assert_int_equal(encoding_best(header, 3), cases[i].without_brotli);
        assert_int_equal(encoding_best(header, 1), ENCODING_IDENTITY);
    }
}

static void matches_etags(void **state)
{
    char hex[ETAG_HEX + 1], plain[ETAG_HEX + 8], gzip[ETAG_HEX + 8], once[ETAG_HEX + 8], parts[ETAG_HEX + 8],
        list[200];
    (void)state;
    etag_hash(SPAN("bytes"), hex);
    etag_format(hex, ENCODING_IDENTITY, plain);
    etag_format(hex, ENCODING_GZIP, gzip);
    assert_int_equal(etag_match(span_of(plain), hex, 7, false), ENCODING_IDENTITY);
    assert_int_equal(etag_match(span_of(gzip), hex, 7, false), ENCODING_GZIP);
    assert_int_equal(etag_match(span_of(gzip), hex, 5, false),
                     -1);                       /* held, but not acceptable to this request */
    etag_format(hex, ENCODING_GZIP_ONCE, once); /* other bytes than those that are kept */
    assert_string_not_equal(once, gzip);
    assert_int_equal(etag_match(span_of(once), hex, EVERY, false), ENCODING_GZIP_ONCE);
    etag_format(hex, ENCODING_GZIP_PARTS, parts);
    assert_string_not_equal(parts, once);
    assert_int_equal(etag_match(span_of(parts), hex, EVERY, false), ENCODING_GZIP_PARTS);
    assert_int_equal(etag_match(span_of(parts), hex, 1 | BROTLI, false), -1);
    assert_int_equal(etag_match(SPAN("*"), hex, 1, false), ENCODING_IDENTITY);
    snprintf(list, sizeof list, "\"a\" , W/\"b,c\",W/%s", plain);
    assert_int_equal(etag_match(span_of(list), hex, 7, false), ENCODING_IDENTITY);
    snprintf(list, sizeof list, "nonsense, %s", plain);
    assert_int_equal(etag_match(span_of(list), hex, 7, false), -1);
    snprintf(list, sizeof list, "W/%s", plain);
    assert_int_equal(etag_match(span_of(list), hex, 7, true), -1);
    snprintf(list, sizeof list, "W/%s, \"a\", %s", plain, gzip);
    assert_int_equal(etag_match(span_of(list), hex, 7, true), ENCODING_GZIP);
    assert_int_equal(etag_match(SPAN("\"a\""), hex, 7, false), -1);
    assert_int_equal(etag_match(SPAN(""), hex, 7, false), -1);
    assert_int_equal(etag_match(SPAN("\""), hex, 7, false), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picks_types),
        cmocka_unit_test(picks_languages),
        cmocka_unit_test(picks_encodings),
        cmocka_unit_test(matches_etags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Compression: what comes out is gzip that zlib reads back to the same bytes, whatever they are. */
#include "../../src/http/internal.h"

#include "gunzip.h"

#include <stdlib.h>

enum { LARGEST = 1 << 20 };

static unsigned char made[LARGEST], read_back[LARGEST + 1];

typedef unsigned char (*maker)(unsigned at);

static unsigned char noise(unsigned at)
{
    static uint32_t state = 2463534242;
    (void)at;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (unsigned char)(state >> 24);
}

static unsigned char nothing(unsigned at)
{
    (void)at;
    return 0;
}

static unsigned char words(unsigned at)
{
    static const char text[] = "{\"code\":\"lt-birzai\",\"open_now\":true,\"points\":[]}";
    return at % 997 == 0 ? noise(at) : (unsigned char)text[at % (sizeof text - 1)];
}

static void read_the_same(const char *gzip, size_t length, size_t expected)
{
    assert_int_equal(gunzip(gzip, length, read_back, sizeof read_back), expected);
    assert_memory_equal(read_back, made, expected);
}

static size_t round_trip(size_t length, enum encoding gzip)
{
    size_t encoded_length = 0;
    char *encoded = encode(gzip, (struct span){ (const char *)made, length }, &encoded_length);
    assert_non_null(encoded);
    read_the_same(encoded, encoded_length, length);
    free(encoded);
    return encoded_length;
}

static void fill(maker make, size_t length)
{
    for (unsigned i = 0; i < length; i++)
        made[i] = make(i);
}

static void comes_back(void **state)
{
    static const maker makers[] = { noise, nothing, words };
    static const size_t lengths[] = { 1000, 16383, 65535, 65536, 65537, 200000, LARGEST };
    (void)state;
    for (unsigned m = 0; m < 3; m++) {
        fill(makers[m], LARGEST);
        for (size_t length = 0; length < 300; length++) {
            round_trip(length, ENCODING_GZIP_ONCE);
            round_trip(length, ENCODING_GZIP);
        }
        for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            round_trip(lengths[i], ENCODING_GZIP_ONCE);
            round_trip(lengths[i], ENCODING_GZIP);
        }
    }
}

static void gets_smaller(void **state)
{
    (void)state;
    fill(words, LARGEST);
    assert_true(round_trip(40000, ENCODING_GZIP_ONCE) < 4000);
    assert_true(round_trip(40000, ENCODING_GZIP) < 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(gets_smaller),
    };
    return cmocka_run_group_tests_name("http_encode", tests, NULL, NULL);
}

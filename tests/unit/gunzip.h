/* SPDX-License-Identifier: Apache-2.0
 *
 * gzip read back by zlib, for tests: what isn't whole, or has something behind it, fails.
 */
#ifndef BRANCHLIGHT_TESTS_GUNZIP_H
#define BRANCHLIGHT_TESTS_GUNZIP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include <cmocka.h>

/* How many bytes came out. */
static inline size_t gunzip(const char *gzip, size_t length, unsigned char *into, size_t capacity)
{
    z_stream stream = { .next_in = (Bytef *)(uintptr_t)gzip,
                        .avail_in = (uInt)length,
                        .next_out = into,
                        .avail_out = (uInt)capacity };
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.avail_in, 0);
    const size_t total = stream.total_out;
    inflateEnd(&stream);
    return total;
}

#endif

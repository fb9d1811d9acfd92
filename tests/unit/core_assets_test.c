/* SPDX-License-Identifier: Apache-2.0
 *
 * What the binary carries is what lies in the repository, in every encoding, and is found by its path. Run
 * from the repository's root, as tests/run.sh does.
 */
#include "branchlight/assets.h"

#include <brotli/decode.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

enum { FILE_LIMIT = 16 << 20 };

/* The file of an asset, for the caller to free. */
static struct span file_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *at = malloc(FILE_LIMIT);

    assert_non_null(file);
    assert_non_null(at);
    const size_t length = fread(at, 1, FILE_LIMIT, file);
    fclose(file);
    return (struct span){ at, length };
}

static void assert_gunzips_to(struct span packed, struct span bytes)
{
    unsigned char *out = malloc(bytes.length);
    z_stream stream = { .next_in = (unsigned char *)(uintptr_t)packed.at,
                        .avail_in = (uInt)packed.length,
                        .next_out = out,
                        .avail_out = (uInt)bytes.length };

    assert_non_null(out);
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_memory_equal(out, bytes.at, bytes.length);
    free(out);
}

static void assert_unbrotlis_to(struct span packed, struct span bytes)
{
    unsigned char *out = malloc(bytes.length);
    size_t length = bytes.length;

    assert_non_null(out);
    assert_int_equal(BrotliDecoderDecompress(packed.length, (const uint8_t *)packed.at, &length, out),
                     BROTLI_DECODER_RESULT_SUCCESS);
    assert_int_equal(length, bytes.length);
    assert_memory_equal(out, bytes.at, bytes.length);
    free(out);
}

/* A module's bytes with './name.js' again where the address of another module stands, which must be that of
 * its content. For the caller to free. */
static struct span imports_undo(struct span bytes)
{
    char *const at = malloc(bytes.length + 1), path[256];
    size_t length = 0;

    assert_non_null(at);
    for (size_t i = 0; i < bytes.length; i++) {
        const struct span rest = { bytes.at + i, bytes.length - i };
        int name = 0, hash = 0, end = 0;

        if (!span_starts(rest, SPAN("'/assets/"))) {
            at[length++] = bytes.at[i];
            continue;
        }
        sscanf(rest.at, "'/assets/%n%*[a-z0-9_].%n%*[0-9a-f].js'%n", &name, &hash, &end);
        if (end == 0) { /* speaks of the folder */
            at[length++] = bytes.at[i];
            continue;
        }
        assert_int_equal(end, hash + 12 + 4);
        snprintf(path, sizeof path, "static/js/%.*s.js", hash - name - 1, rest.at + name);
        assert_non_null(asset_find(span_of(path)));
        assert_memory_equal(asset_find(span_of(path))->sha256, rest.at + hash, 12);
        length += (size_t)sprintf(at + length, "'./%.*s.js'", hash - name - 1, rest.at + name);
        i += (size_t)end - 1;
    }
    return (struct span){ at, length };
}

static void every_asset_is_its_file(void **state)
{
    (void)state;
    assert_true(asset_count > 0);
    for (unsigned i = 0; i < asset_count; i++) {
        const struct asset *asset = &assets[i];
        const struct span file = file_read(asset->path), source = imports_undo(asset->bytes);
        unsigned char digest[crypto_hash_sha256_BYTES];
        char digits[2 * sizeof digest + 1];

        assert_true(span_equal(source, file));
        if (asset->gzip.at)
            assert_gunzips_to(asset->gzip, asset->bytes);
        if (asset->brotli.at)
            assert_unbrotlis_to(asset->brotli, asset->bytes);
        crypto_hash_sha256(digest, (const unsigned char *)asset->bytes.at, asset->bytes.length);
        assert_string_equal(asset->sha256, sodium_bin2hex(digits, sizeof digits, digest, sizeof digest));
        free((void *)(uintptr_t)file.at);
        free((void *)(uintptr_t)source.at);
    }
}

static void only_files_for_browsers_are_compressed(void **state)
{
    unsigned compressed = 0;

    (void)state;
    for (unsigned i = 0; i < asset_count; i++) {
        const struct span path = span_of(assets[i].path);

        if (!assets[i].gzip.at && !assets[i].brotli.at)
            continue;
        compressed++;
        assert_true(span_starts(path, SPAN("static/css/")) || span_starts(path, SPAN("static/js/")) ||
                    span_starts(path, SPAN("static/img/")));
        assert_true(assets[i].gzip.length < assets[i].bytes.length);
        assert_true(assets[i].brotli.length < assets[i].bytes.length);
    }
    assert_true(compressed > 0);
}

static void each_is_found_by_its_whole_path_only(void **state)
{
    (void)state;
    for (unsigned i = 0; i < asset_count; i++) {
        const struct span path = span_of(assets[i].path);

        assert_ptr_equal(asset_find(path), &assets[i]);
        assert_null(asset_find((struct span){ path.at, path.length - 1 }));
        assert_null(asset_find((struct span){ path.at, path.length + 1 })); /* its NUL counts */
    }
    assert_null(asset_find(SPAN("")));
    assert_null(asset_find(SPAN("zzz")));
}

static void a_range_holds_what_starts_so(void **state)
{
    unsigned first, count, seen = 0;

    (void)state;
    asset_range("sql/migrations/", &first, &count);
    assert_true(count > 0);
    for (unsigned i = 0; i < asset_count; i++) {
        const bool inside = i >= first && i < first + count;

        assert_int_equal(span_starts(span_of(assets[i].path), SPAN("sql/migrations/")), inside);
        seen += inside;
        if (i > 0)
            assert_true(strcmp(assets[i - 1].path, assets[i].path) < 0);
    }
    assert_int_equal(seen, count);
    asset_range("no/such/", &first, &count);
    assert_int_equal(count, 0);
    asset_range("", &first, &count);
    assert_int_equal(first, 0);
    assert_int_equal(count, asset_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_asset_is_its_file),
        cmocka_unit_test(only_files_for_browsers_are_compressed),
        cmocka_unit_test(each_is_found_by_its_whole_path_only),
        cmocka_unit_test(a_range_holds_what_starts_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

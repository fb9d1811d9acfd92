/* SPDX-License-Identifier: Apache-2.0
 *
 * libFuzzer: the readers of Accept, Accept-Language, Accept-Encoding and If-None-Match. */
#include "../../src/http/internal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool truth)
{
    if (!truth)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = { "application/json", "text/csv; charset=utf-8", "text/html" };
    static const char *const languages[] = { "lt", "en" };
    static const char hex[] = "00112233445566778899aabbccddeeff";
    const struct span header = { (const char *)data, size };

    const int type = http_accept_type(header, types, 3),
              language = http_accept_language(header, languages, 2);
    must(type >= -1 && type < 3 && language >= -1 && language < 2);
    for (unsigned offered = 0; offered < 8; offered++) {
        const enum encoding best = encoding_best(header, offered | 1);
        must((offered | 1) & 1u << best);
        must(encoding_acceptable(header) & 1u << best);
        const int match = etag_match(header, hex, offered, size % 2);
        must(match == -1 || match == ENCODING_IDENTITY || offered & 1u << match);
    }
    return 0;
}

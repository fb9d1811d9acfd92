/* SPDX-License-Identifier: Apache-2.0
 *
 * libFuzzer: the strict decoder. Whatever comes, judging and decoding agree, and what is decoded is safe. */
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
    static struct arena *arena;
    struct span raw = { (const char *)data, size }, text;
    size_t offset;

    if (!arena)
        arena = arena_create();
    arena_reset(arena);
    const bool plain = http_query_plain(raw, &offset);
    must(plain ? !memchr(data, '\0', size) : offset < size);
    must(plain || !http_decode(arena, HTTP_QUERY_PART, raw, &text));
    const bool path = http_path_valid(raw, &offset);
    must(path || offset <= size);
    if (http_decode(arena, HTTP_PATH_SEGMENT, raw, &text)) {
        must(path && text.length <= size && text.at[text.length] == '\0');
        must(strlen(text.at) == text.length && !memchr(text.at, '/', text.length));
        must(strcmp(text.at, "..") != 0 && strcmp(text.at, ".") != 0);
    }
    return 0;
}

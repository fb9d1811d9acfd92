/* SPDX-License-Identifier: Apache-2.0 */
#include "branchlight/digest.h"

#include <sodium.h>

enum { BYTES = 32, VALUE_SIZE = 2 + 2 * BYTES + 1 };

const char *digest_value(struct arena *arena, struct span bytes)
{
    unsigned char digest[BYTES];
    char *const value = arena_alloc(arena, VALUE_SIZE);

    crypto_generichash(digest, sizeof digest, (const unsigned char *)bytes.at, bytes.length, NULL, 0);
    value[0] = '\\';
    value[1] = 'x';
    sodium_bin2hex(value + 2, VALUE_SIZE - 2, digest, sizeof digest);
    return value;
}

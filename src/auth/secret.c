/* SPDX-License-Identifier: Apache-2.0
 *
 * Secrets: random, and kept as hashes. They have 256 bits, so a fast hash is enough: nobody can try them all.
 */
#include "branchlight/auth.h"
#include "branchlight/digest.h"

#include <sodium.h>

enum { SECRET_BYTES = 32 };

void secret_make(char ret_secret[SECRET_SIZE])
{
    unsigned char bytes[SECRET_BYTES];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(ret_secret, SECRET_SIZE, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void secret_derive(struct span seed, char ret_secret[SECRET_SIZE])
{
    static const unsigned char own[] =
        "branchlight link"; /* so that no stored hash of the seed is one of these */
    unsigned char bytes[SECRET_BYTES];

    crypto_generichash(bytes, sizeof bytes, (const unsigned char *)seed.at, seed.length, own, sizeof own);
    sodium_bin2base64(ret_secret, SECRET_SIZE, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

const char *secret_hash(struct arena *arena, struct span secret)
{
    return digest_value(arena, secret);
}

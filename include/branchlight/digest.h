/* SPDX-License-Identifier: Apache-2.0
 *
 * Digests: BLAKE2b-256 (RFC 7693), by libsodium.
 */
#ifndef BRANCHLIGHT_DIGEST_H
#define BRANCHLIGHT_DIGEST_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

/* The digest as a value for a statement's bytea: "\x" and 64 hexadecimal digits, NUL-terminated. */
const char *digest_value(struct arena *arena, struct span bytes);

#endif

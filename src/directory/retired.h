/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of codes that were given up: a shared part of snapshots.
 */
#ifndef BRANCHLIGHT_DIRECTORY_RETIRED_H
#define BRANCHLIGHT_DIRECTORY_RETIRED_H

#include "internal.h"

struct retired_row {
    uint8_t id[16];
    struct span kind, code, successor;
};
struct retired_codes {
    struct shared shared;
    uint32_t count, bucket_count;
    struct retired_row *rows;
    char *text;
    uint32_t *buckets; /* hash of kind and code → number + 1 */
    uint64_t bytes;
};
/* `old` (NULL: none) with what the batch says: one more reference to it where that changes nothing. */
struct retired_codes *retired_codes_make(struct retired_codes *old, const struct batch *batch);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything that the binary carries with it: SQL, migrations, seeds, pages, styles, modules, catalogues.
 * build/embed (made from src/tools/embed.c) turns the files into tables at build time.
 */
#ifndef BRANCHLIGHT_ASSETS_H
#define BRANCHLIGHT_ASSETS_H

#include "branchlight/span.h"

struct asset {
    const char *path;  /* "sql/migrations/0001_roles.sql", "static/css/branchlight.css" */
    struct span bytes; /* as in the repository; a module's imports by their addresses (src/tools/embed.c) */
    struct span
        gzip; /* the same, gzip 9; at == NULL where that isn't smaller or the file is not for browsers */
    struct span brotli; /* the same, brotli 11 */
    const char *sha256; /* 64 hexadecimal digits of `bytes` */
};

/* All of them, sorted by path. */
extern const struct asset assets[];
extern const unsigned asset_count;

/* The asset of that exact path, or NULL. */
const struct asset *asset_find(struct span path);

/* The assets whose path starts with `prefix`: first index and count, in order of path. */
void asset_range(const char *prefix, unsigned *ret_first, unsigned *ret_count);

#endif

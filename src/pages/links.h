/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses that leave the page: in print, in letters, in other sites.
 */
#ifndef BRANCHLIGHT_PAGES_LINKS_H
#define BRANCHLIGHT_PAGES_LINKS_H

#include "branchlight/operation.h"

/* The permanent short address of a point, "https://example.org/p/pasvalys-eso"; without a public URL
 * "/p/pasvalys-eso". */
const char *short_url(struct request *rq, struct span point);

/* Appends `text` so that it can stand in the query of an address. */
void query_put(struct buffer *out, struct span text);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The members of a library that are not in its ready text.
 */
#ifndef BRANCHLIGHT_API_LIBRARY_MEMBERS_H
#define BRANCHLIGHT_API_LIBRARY_MEMBERS_H

#include "branchlight/buffer.h"
#include "branchlight/directory.h"
#include "branchlight/operation.h"

/* organization, municipality, counts. */
void library_members(struct request *rq, const struct directory_entry *library, struct buffer *out);

#endif

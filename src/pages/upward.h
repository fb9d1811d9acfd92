/* SPDX-License-Identifier: Apache-2.0
 *
 * What a branch belongs to.
 */
#ifndef BRANCHLIGHT_PAGES_UPWARD_H
#define BRANCHLIGHT_PAGES_UPWARD_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets `upward` to { library_url, library_name, municipality, municipality_url }: links from a branch to the
 * pages of its library and its municipality, as far as they are published. */
void upward_set(struct request *rq, struct view *view, const struct branch_view *branch);

#endif

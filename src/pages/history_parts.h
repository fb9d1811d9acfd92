/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of changes, for who posts to it.
 */
#ifndef BRANCHLIGHT_PAGES_HISTORY_PARTS_H
#define BRANCHLIGHT_PAGES_HISTORY_PARTS_H

#include "staff_parts.h"

extern const struct operation history_page;

struct reply history_show(struct request *rq, unsigned status);

#endif

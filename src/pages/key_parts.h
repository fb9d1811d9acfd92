/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of one's keys for machines, for those who post to it.
 */
#ifndef BRANCHLIGHT_PAGES_KEY_PARTS_H
#define BRANCHLIGHT_PAGES_KEY_PARTS_H

#include "../api/people.h"
#include "staff_parts.h"

extern const struct operation staff_keys;

enum { KEY_PREFIX = 3 }; /* column of account_access.sql: what a key begins with */

/* The page, with what is wrong with a form that was sent. `key` is that which was just made: it is told here,
 * once; NULL: none. */
struct reply keys_show(struct request *rq, unsigned status, const char *key);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of one's own account, for those who post to it.
 */
#ifndef BRANCHLIGHT_PAGES_ACCOUNT_PARTS_H
#define BRANCHLIGHT_PAGES_ACCOUNT_PARTS_H

#include "../api/people.h"
#include "staff_parts.h"

extern const struct operation staff_account;

/* The page, with what is wrong with a form that was sent. */
struct reply account_show(struct request *rq, unsigned status);
/* Back to it, saying that it was done: "passphrase", "saved" … */
struct reply account_done(struct request *rq, const char *what);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The page to sign in on, which is also what comes instead of a page of staff.
 */
#ifndef BRANCHLIGHT_PAGES_SIGN_IN_PARTS_H
#define BRANCHLIGHT_PAGES_SIGN_IN_PARTS_H

#include "../api/staff.h"

struct reply sign_in_page(struct request *rq, unsigned status);
/* The page that was wanted: `next` of an address. */
extern const struct param_set next_query;
/* That page, where it is one of staff's; else `otherwise`, behind "/{lang}/". */
const char *sign_in_next(struct request *rq, const char *otherwise);
/* "?next=…", for whatever leads to signing in; NULL where no page of staff was wanted. */
const char *sign_in_question(struct request *rq);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What dispatch needs of the pages beside their operations.
 */
#ifndef BRANCHLIGHT_PAGES_H
#define BRANCHLIGHT_PAGES_H

#include "branchlight/operation.h"

/* The page for a problem (404, 410, 412, 400, 405, 500, 503), in rq's language; rq->route and rq->snapshot
 * may be NULL. */
struct reply page_problem(struct request *rq, enum problem problem);

/* What a person who isn't signed in gets for a page of staff: the way to sign in, and back. */
struct reply page_sign_in(struct request *rq);

#endif

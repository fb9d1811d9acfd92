/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of a link that came by mail, and the one that asks for such a link.
 */
#ifndef BRANCHLIGHT_PAGES_LINK_PARTS_H
#define BRANCHLIGHT_PAGES_LINK_PARTS_H

#include "../api/people.h"
#include "staff_parts.h"

/* The page of rq's link, with what is wrong with a form that was sent. */
struct reply link_show(struct request *rq, unsigned status);
/* The page that asks for one; `sent`: that one is on its way, if there is such an account. */
struct reply link_ask_show(struct request *rq, unsigned status, bool sent);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of an invitation.
 */
#ifndef BRANCHLIGHT_PAGES_INVITATION_PARTS_H
#define BRANCHLIGHT_PAGES_INVITATION_PARTS_H

#include "staff_parts.h"

extern const struct operation invitation_page;

/* The page of rq's invitation, with what is wrong with a form that was sent. */
struct reply invitation_show(struct request *rq, unsigned status);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The pages of following by mail: the form of a branch, and the two that links in mail open. */
#ifndef BRANCHLIGHT_PAGES_FOLLOW_PARTS_H
#define BRANCHLIGHT_PAGES_FOLLOW_PARTS_H

#include "../api/follow.h"
#include "staff_parts.h"

/* The form, with what was filled in and what is wrong with it; after sending, what comes next. */
struct reply follow_show(struct request *rq, unsigned status);

/* What the page of a link says. */
enum follow_link {
    FOLLOW_ASKED, /* whether to; of a link that was used, that it is done */
    FOLLOW_DONE,  /* it is done just now */
};
/* The page of rq's link, which confirms ("follow") or leaves ("leave"). */
struct reply follow_link_show(struct request *rq, const char *kind, enum follow_link state);

#endif

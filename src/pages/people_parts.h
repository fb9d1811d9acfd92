/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of people, for those who post to it.
 */
#ifndef BRANCHLIGHT_PAGES_PEOPLE_PARTS_H
#define BRANCHLIGHT_PAGES_PEOPLE_PARTS_H

#include "../api/people.h"
#include "staff_parts.h"

extern const struct operation staff_people;

/* The page, with what is wrong with a form that was sent. `link` is of the invitation that was just made: it
 * is told here, once; NULL: none. */
struct reply people_show(struct request *rq, unsigned status, const char *link);

#endif

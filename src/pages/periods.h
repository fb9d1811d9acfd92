/* SPDX-License-Identifier: Apache-2.0
 *
 * What is planned, in words for visitors. */
#ifndef BRANCHLIGHT_PAGES_PERIODS_H
#define BRANCHLIGHT_PAGES_PERIODS_H

#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets `text` ("The library is closed from … until …") and `reason` of a published period; `what` is
 * "closure" or "work", `zone` here and below the name of the place's time zone. */
void period_set(struct request *rq, struct view *view, const char *what, struct span period,
                struct span zone);

/* Adds those of a published list that aren't over; the list is made with the first. */
void periods_add(struct request *rq, struct view *view, const char *name, const char *what, struct span list,
                 struct span zone);

#endif

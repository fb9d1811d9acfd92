/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of a branch's hours, for those who post to it.
 */
#ifndef BRANCHLIGHT_PAGES_HOURS_PARTS_H
#define BRANCHLIGHT_PAGES_HOURS_PARTS_H

#include "directory_parts.h"

/* `week.1` … `week.7`, `season.…`, `holiday`, `eve`, `monthly.…`, `version`. */
extern const struct param_set hours_form_body;

/* The page of the branch rq->object, with what is wrong with a form that was sent. */
struct reply hours_form_show(struct request *rq, unsigned status);
/* Back to the form, which says that it was saved. */
struct reply hours_form_saved(struct request *rq);
/* Puts the hours in the first cell in place of those of the version that the form showed; the form again
 * where somebody was faster. */
struct reply hours_form_save(struct request *rq, const struct rows *hours);

#endif

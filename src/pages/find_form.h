/* SPDX-License-Identifier: Apache-2.0
 *
 * The form of the find page, and addresses made of what it holds.
 */
#ifndef BRANCHLIGHT_PAGES_FIND_FORM_H
#define BRANCHLIGHT_PAGES_FIND_FORM_H

#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets `form`: the field's text, the filters and which of them are chosen. */
void find_form_set(struct request *rq, struct view *view);

/* The page's address with the same filters, showing up to `show` points. */
struct span find_url(struct request *rq, unsigned show);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The form of the page of events, and addresses made of what it holds.
 */
#ifndef BRANCHLIGHT_PAGES_EVENTS_FORM_H
#define BRANCHLIGHT_PAGES_EVENTS_FORM_H

#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets `form`: the field's text, the choices, what is chosen beside them and how to drop it. */
void events_form_set(struct request *rq, struct view *view);

/* The page's address with the same filters, but `name` set to `value` (absent: left out). A page's mark is
 * never kept; nor is the week, but where the filter changes and the week was asked for. */
const char *events_url(struct request *rq, const char *name, struct span value);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The form of the page of events, and addresses made of what it holds.
 */
#ifndef BRANCHLIGHT_PAGES_EVENTS_FORM_H
#define BRANCHLIGHT_PAGES_EVENTS_FORM_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets `form`: the field's text, the choices, what is chosen beside them and how to drop it. */
void events_form_set(struct request *rq, struct view *view);

/* Whether anything but a week is asked for. */
bool events_asked(const struct request *rq);

/* The page's address with the same filters, but `name` set to `value` (absent: left out). A page's mark is
 * never kept; nor is the week, but where the filter changes and the week was asked for. */
const char *events_url(struct request *rq, const char *name, struct span value);

/* The list as a calendar to subscribe to, with the same filters, whatever the week: an address of the API.
 * `query` is what is asked, where the words were taken for a place. NULL where the filters can find nothing,
 * which the API would refuse. */
const char *events_calendar_url(struct request *rq, const struct event_query *query);

#endif

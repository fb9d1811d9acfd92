/* SPDX-License-Identifier: Apache-2.0
 *
 * The form of the find page, and addresses made of what it holds.
 */
#ifndef BRANCHLIGHT_PAGES_FIND_FORM_H
#define BRANCHLIGHT_PAGES_FIND_FORM_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Statuses of points that have a fault, as a parameter's value. */
#define FIND_FAULTS "out_of_order,limited"

/* Sets `form`: the field's text, the filters and which of them are chosen. */
void find_form_set(struct request *rq, struct view *view);

/* The page's address with the same filters, but for one parameter, which gets another value (NULL: it is left
 * out; likewise `show`, where it isn't the one). */
struct span find_url(struct request *rq, const char *parameter, const char *value);

/* The page's address with the place or words alone. */
struct span find_url_plain(struct request *rq);

/* The filters that can be dropped one by one: each that is given, in words. */
enum { FIND_FILTERS = 12 };
struct find_filter {
    const char *parameter;
    struct span words;
};
unsigned find_filters(struct request *rq, struct find_filter ret_filters[FIND_FILTERS]);
/* The question without that filter. */
void find_filter_drop(struct request *rq, struct directory_query *query, const char *parameter);

#endif

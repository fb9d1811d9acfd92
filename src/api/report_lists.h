/* SPDX-License-Identifier: Apache-2.0
 *
 * Status reports of several points, and the two shapes of a list of them: JSON and Atom.
 */
#ifndef BRANCHLIGHT_API_REPORT_LISTS_H
#define BRANCHLIGHT_API_REPORT_LISTS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"

enum { REPORTS_SHOWN = 20 };

/* The last reports of these points, newest first, each with its point's code. `title` is what they are of; a
 * feed's address is the request's. */
struct reply report_list_reply(struct request *rq, const struct directory_result *points, struct span title);

/* The same of all points that a question finds. */
struct reply report_list_found(struct request *rq, struct directory_query *query, struct span title);

#endif

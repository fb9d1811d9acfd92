/* SPDX-License-Identifier: Apache-2.0
 *
 * What is told of the past, and how surely: dates as exact as they are known, plans and wishes.
 */
#ifndef BRANCHLIGHT_PAGES_HISTORY_H
#define BRANCHLIGHT_PAGES_HISTORY_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

#include <jansson.h>

/* "2014", "2013-09" or "2013-09-05" in words: "2014 m.", "2013 m. rugsėjis", "2013 m. rugsėjo 5 d.". Absent
 * where it is none of these. */
struct span precise_date(struct request *rq, struct span date);

/* From one to another, each absent or as precise_date takes it: "2012–2013 m.", "nuo 2014 m.". */
struct span precise_range(struct request *rq, struct span from, struct span to);

/* The year or date about which an organization's plans and wishes were told; absent where none says so. */
struct span told_about(struct request *rq, uint32_t organization);

/* Sets `wishes`: what an organization wished, planned or offered, with whom and how it ended. */
void wishes_set(struct request *rq, struct view *view, uint32_t organization);

/* "Pranešta apie 2014 m., nuo tada netikrinta": what stands beside a fact that was only told. `about` absent:
 * no date is known. */
struct span reported_text(struct request *rq, struct span about);

#endif

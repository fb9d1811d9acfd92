/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRANCHLIGHT_PAGES_ATTENTION_PARTS_H
#define BRANCHLIGHT_PAGES_ATTENTION_PARTS_H

#include "../api/attention.h"
#include "staff_parts.h"

/* The page, with what is wrong with its form in rq->errors. */
struct reply attention_show(struct request *rq, unsigned status);
/* An address with the page's filters, but with that kind; NULL leaves it out. */
struct span attention_address(struct request *rq, const char *path, const char *kind);
extern const struct operation staff_attention;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports of the public, which need no account: what the operations share with the pages. */
#ifndef BRANCHLIGHT_API_PUBLIC_REPORT_H
#define BRANCHLIGHT_API_PUBLIC_REPORT_H

#include "branchlight/work.h"

extern const struct param_set problem_report_body; /* `problem`, `text` */
extern const struct param_set correction_body;     /* `correction`, `text` */

enum report_kind { REPORT_PROBLEM, REPORT_CORRECTION };

/* How much more is taken, as headers tell it (draft-ietf-httpapi-ratelimit-headers). */
struct report_limits {
    int64_t wait; /* seconds; 0: it was taken */
    const char *limit, *policy;
};

/* Counts what nobody in particular sends: into the bucket of its thing, called `bucket` here and `name`
 * ("point", "branch") in headers, and into that of the network. */
void limits_take(struct request *rq, const char *name, const char *bucket, struct report_limits *ret_limits);
/* Takes a report of the thing with that code, where the limits allow it; else ret_limits->wait says for how
 * long they don't. What was received is JSON in the first cell: NULL where there is no such code. */
struct rows report_record(struct request *rq, enum report_kind kind, struct span code,
                          struct report_limits *ret_limits);
void report_headers(struct request *rq, struct reply *reply, const struct report_limits *limits);
/* The reply of the API. */
struct reply report_reply(struct request *rq, enum report_kind kind, struct span code);

#endif

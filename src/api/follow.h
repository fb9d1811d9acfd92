/* SPDX-License-Identifier: Apache-2.0
 *
 * Following by mail, which needs no account: what the operations share with the pages. */
#ifndef BRANCHLIGHT_API_FOLLOW_H
#define BRANCHLIGHT_API_FOLLOW_H

#include "public_report.h"

extern const struct param_set follow_body; /* `email`, `language` */

/* Sends a link that confirms, where the limits allow it; else ret_limits->wait says for how long they don't.
 * `kind` is "point" or "branch". What was asked for is JSON in the first cell, the same whether the address
 * follows already or not: NULL where there is no such code. */
struct rows follow_ask(struct request *rq, const char *kind, struct span code,
                       struct report_limits *ret_limits);
/* The reply of the API. */
struct reply follow_reply(struct request *rq, const char *kind);

#endif

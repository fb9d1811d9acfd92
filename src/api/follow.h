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

/* What both ways to begin say of themselves. */
#define FOLLOW_DESCRIPTION                                                                                   \
    "For anybody, without an account. A link is sent to the address; news is sent once its holder has "      \
    "opened that and confirmed, within 48 hours. News is another status, closed today, a fault that was "    \
    "fixed: at most one message an hour, each with a link to leave by. The answer is the same whether "      \
    "the address follows already or not. Limits are told by RateLimit and RateLimit-Policy; beyond "         \
    "them, Retry-After."

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Dispatch joins the server and the data: it is the callback that the HTTP server is given. It finds the
 * route, negotiates language and format, checks the parameters, holds the snapshot while the operation
 * answers, and sends the reply.
 */
#ifndef BRANCHLIGHT_DISPATCH_H
#define BRANCHLIGHT_DISPATCH_H

#include "branchlight/operation.h"

#include <stdbool.h>

struct directory;
struct exchange;

struct dispatch_context {
    struct directory *directory;
    struct work_pool *work;     /* for operations that run in a transaction */
    struct live *live;          /* the live stream */
    const char *public_url;     /* where people reach it, without a slash at the end; NULL: not told */
    const char *contact;        /* how people reach the operator; NULL: not told */
    bool offline;               /* pages may be kept by browsers' service worker */
    unsigned char hash_key[16]; /* random, made at start: keys the hash of headers that choose a kept reply */
};

/* The parts of an operation that runs in a transaction, for struct work_settings: who asks, with what, may
 * they, then the operation; what a problem looks like; and the reply's way out. */
struct reply dispatch_perform(struct request *rq);
struct reply dispatch_fail(struct request *rq, enum problem which);
void dispatch_finish(struct request *rq, struct reply reply);

/* Answers one exchange. `context` is a struct dispatch_context that lives as long as the server. */
void dispatch(struct exchange *exchange, void *context);

#endif

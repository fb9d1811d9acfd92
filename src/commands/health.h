/* SPDX-License-Identifier: Apache-2.0
 *
 * The admin listener: /livez, /readyz, /metrics on a Unix socket, for operators' programs only. */
#ifndef BRANCHLIGHT_HEALTH_H
#define BRANCHLIGHT_HEALTH_H

#include "branchlight/directory.h"
#include "branchlight/http.h"

#include <stdatomic.h>

struct health {
    struct directory *directory;
    atomic_bool stopping; /* no new requests are wanted */
};

/* Starts it; `health` is borrowed for its life. NULL after one sentence on `errors`. */
struct http_server *health_listen(struct health *health, const char *socket_path, FILE *errors);

#endif

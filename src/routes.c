/* SPDX-License-Identifier: Apache-2.0
 *
 * routes.def as a table. */
#include "branchlight/operation.h"

#define ROUTE(method, path, operation) extern const struct operation operation;
#include "routes.def"
#undef ROUTE

const struct route routes[] = {
#define ROUTE(method, path, operation) { HTTP_##method, path, #operation, &operation },
#include "routes.def"
#undef ROUTE
};
const unsigned route_count = sizeof routes / sizeof *routes;

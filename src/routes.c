/* SPDX-License-Identifier: Apache-2.0
 *
 * routes.def as a table. */
#include "branchlight/operation.h"

#define ROUTE(verb, address, symbol) extern const struct operation symbol;
#include "routes.def"
#undef ROUTE

const struct route routes[] = {
#define ROUTE(verb, address, symbol) { HTTP_##verb, address, #symbol, &symbol },
#include "routes.def"
#undef ROUTE
};
const unsigned route_count = sizeof routes / sizeof *routes;

/* SPDX-License-Identifier: Apache-2.0
 *
 * routes.def as a table. */
#include "branchlight/metrics.h"
#include "branchlight/operation.h"

#include <assert.h>

#define ROUTE(verb, address, symbol) extern const struct operation symbol;
#include "routes.def"
#undef ROUTE

const struct route routes[] = {
#define ROUTE(verb, address, symbol) { HTTP_##verb, address, #symbol, &symbol },
#include "routes.def"
#undef ROUTE
};
static_assert(sizeof routes / sizeof *routes + METRIC_ROUTES_SPARE <= METRIC_ROUTES_MAX,
              "the metrics have a place for each route");
const unsigned route_count = sizeof routes / sizeof *routes;

/* SPDX-License-Identifier: Apache-2.0
 *
 * From a raw path to a route.
 */
#ifndef BRANCHLIGHT_ROUTER_H
#define BRANCHLIGHT_ROUTER_H

#include "branchlight/operation.h"

enum { SEGMENTS_MAX = 8 };

struct route_match {
    const struct route *route;          /* NULL: no such path, or another method */
    unsigned allowed;                   /* bit per enum http_method that the path has a route for */
    struct span segments[SEGMENTS_MAX]; /* decoded, without the extension */
    unsigned segment_count;
    enum format format; /* by extension */
    bool extension;
};

/* Finds the route of `method` and raw path: literal segments before braces; braces of a language take
 * languages only. "*" has no route, but every method. Segments are decoded strictly, in `arena`. An extension
 * (.json .geojson .csv .jsonl) is taken off the last segment where the route's operation has that format. */
void route_find(struct arena *arena, enum http_method method, struct span raw_path,
                struct route_match *ret_match);

/* The address that was matched with another text in place of the braces of `name`: segments, extension and
 * query otherwise as they were sent. `code` needs no escaping. */
const char *route_address(struct arena *arena, const struct route_match *match, struct span raw_path,
                          struct span raw_query, const char *name, struct span code);

#endif

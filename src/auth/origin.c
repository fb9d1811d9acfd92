/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests forged by other sites (OWASP ASVS 5.0, 3.5): browsers say where a request comes from, in a header
 * that pages can't set. */
#include "branchlight/auth.h"

static bool is_safe(enum http_method method)
{
    return method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS;
}

bool auth_foreign(struct request *rq)
{
    const struct span site = exchange_header(rq->exchange, "Sec-Fetch-Site");
    const struct span origin = exchange_header(rq->exchange, "Origin");
    const struct span host = exchange_host(rq->exchange);

    if (is_safe(exchange_method(rq->exchange)))
        return false;
    if (site.at)
        return !span_equal(site, SPAN("same-origin")) && !span_equal(site, SPAN("none"));
    if (!origin.at)
        return exchange_header(rq->exchange, "Cookie").length > 0; /* no browser of today leaves both away */
    if (rq->public_url)
        return !span_equal(origin, span_of(rq->public_url));
    return !span_equal(origin, span_of(arena_printf(rq->arena, "http://%.*s", (int)host.length, host.at)));
}

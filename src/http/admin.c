/* SPDX-License-Identifier: Apache-2.0
 *
 * The admin listener: the same server, gate and deadlines included, on a Unix socket with one thread of its
 * own, so that a health check never waits behind the public's traffic. */
#include "internal.h"

#include "branchlight/buffer.h"
#include "branchlight/metrics.h"

#include <stdlib.h>

enum { ADMIN_CONNECTIONS = 32, PATH_MAX_BYTES = 128, PAGES_MAX = 16 };

struct admin {
    struct admin_page pages[PAGES_MAX];
    unsigned count;
};

static void answer_page(struct exchange *exchange, const struct admin_page *page)
{
    struct buffer body = buffer_in(exchange_arena(exchange), 1024);
    struct reply reply = { .content_type = page->content_type };
    reply.status = page->write(page->context, &body);
    reply.body = buffer_bytes(&body);
    reply_header(&reply, "Cache-Control", "no-store");
    exchange_set_route(exchange, "admin");
    exchange_reply(exchange, &reply);
}

static void handle(struct exchange *exchange, void *context)
{
    const struct admin *admin = context;
    const struct span path = exchange_raw_path(exchange);
    const bool read = exchange_method(exchange) == HTTP_GET || exchange_method(exchange) == HTTP_HEAD;
    const struct reply none = { .status = read ? 404 : 405,
                                .content_type = "text/plain; charset=utf-8",
                                .body = SPAN("Not here.\n") };
    for (unsigned i = 0; read && i < admin->count; i++) {
        if (span_equal(path, span_of(admin->pages[i].path))) {
            answer_page(exchange, &admin->pages[i]);
            return;
        }
    }
    exchange_reply(exchange, &none);
}

unsigned admin_metrics(void *context, struct buffer *out)
{
    (void)context;
    metrics_write(out);
    return 200;
}

struct http_server *admin_start(const char *path, const struct admin_page *pages, unsigned count,
                                FILE *errors)
{
    static struct admin admin; /* one listener per process */
    char address[PATH_MAX_BYTES] = "unix:";
    if (strlen(path) >= sizeof address - 5 || count > PAGES_MAX) {
        fprintf(errors, "The path of the admin socket is too long: %s\n", path);
        return NULL;
    }
    memcpy(address + 5, path, strlen(path) + 1);
    memcpy(admin.pages, pages, count * sizeof *pages);
    admin.count = count;
    const struct http_settings settings = { .address = address,
                                            .threads = 1,
                                            .connections = ADMIN_CONNECTIONS,
                                            .handle = handle,
                                            .context = &admin };
    return http_server_start(&settings, errors);
}

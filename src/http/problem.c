/* SPDX-License-Identifier: Apache-2.0
 *
 * Problems (RFC 9457) and the plain replies. */
#include "branchlight/buffer.h"
#include "branchlight/i18n.h"
#include "branchlight/operation.h"

static const struct {
    unsigned status;
    const char *slug;
} table[PROBLEMS] = {
#define PROBLEM(name, status, slug) { status, slug },
#include "branchlight/problems.def"
#undef PROBLEM
};

unsigned problem_status(enum problem problem)
{
    return table[problem].status;
}

const char *problem_slug(enum problem problem)
{
    return table[problem].slug;
}

const char *json_pointer(struct arena *arena, struct span name)
{
    char *const pointer = arena_printf(arena, "/%.*s", (int)name.length, name.at);

    for (char *dot = pointer; (dot = strchr(dot, '.'));)
        *dot = '/';
    return pointer;
}

static void place_write(const struct request *rq, struct buffer *out, const struct param_error *error)
{
    json_put_name(out, error->in_body ? "pointer" : "parameter");
    json_put_string(out,
                    error->in_body ? span_of(json_pointer(rq->arena, error->parameter)) : error->parameter);
}

static void errors_write(const struct request *rq, struct buffer *out)
{
    json_put_name(out, "errors");
    buffer_char(out, '[');
    for (unsigned i = 0; i < rq->error_count; i++) {
        const struct param_error *error = &rq->errors[i];
        buffer_text(out, i > 0 ? ",{" : "{");
        place_write(rq, out, error);
        json_put_name(out, "code");
        json_put_string(out, span_of(error->code));
        json_put_name(out, "detail");
        json_put_string(out, error->detail);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static struct span words(struct request *rq, enum problem problem, const char *what)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "problem.%s.%s", table[problem].slug, what));
}

struct reply problem(struct request *rq, enum problem problem)
{
    struct buffer out = buffer_in(rq->arena, 512);
    buffer_char(&out, '{');
    json_put_name(&out, "type");
    json_put_string(&out, span_of(arena_printf(rq->arena, "/docs/api#problem-%s", table[problem].slug)));
    json_put_name(&out, "title");
    json_put_string(&out, words(rq, problem, "title"));
    json_put_name(&out, "status");
    buffer_int(&out, table[problem].status);
    json_put_name(&out, "detail");
    json_put_string(&out, words(rq, problem, "detail"));
    json_put_name(&out, "request_id");
    json_put_string(&out, span_of(exchange_id(rq->exchange)));
    if (rq->error_count > 0)
        errors_write(rq, &out);
    buffer_char(&out, '}');
    struct reply reply = { .status = table[problem].status,
                           .content_type = "application/problem+json",
                           .body = buffer_bytes(&out),
                           .compressible = 1 };
    reply_header(&reply, "Content-Language", language_code(rq->language));
    reply_header(&reply, "Cache-Control", "no-store");
    if (table[problem].status == 503)
        reply_header(&reply, "Retry-After", "1");
    return reply;
}

bool reply_worth_keeping(const struct request *rq)
{
    const struct param *param;
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        if (param->unkept && rq->arguments[i].given)
            return false;
    }
    return true;
}

struct reply reply_body(struct request *rq, const char *content_type, const struct buffer *body)
{
    struct reply reply = { .status = 200,
                           .content_type = content_type,
                           .body = buffer_bytes(body),
                           .compressible = 1,
                           .etag = 1,
                           .keep = reply_worth_keeping(rq) };
    reply_header(&reply, "Content-Language", language_code(rq->language));
    reply_header(&reply, "Cache-Control", "no-cache"); /* to be kept, and asked again with its ETag */
    return reply;
}

struct reply reply_json(struct request *rq, const struct buffer *json)
{
    return reply_body(rq, "application/json", json);
}

struct reply reply_redirect(struct request *rq, unsigned status, const char *location)
{
    struct reply reply = { .status = status };
    reply_header(&reply, "Location", arena_copy(rq->arena, location, strlen(location)));
    return reply;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The path of a request, top to bottom. A public read: kept reply → route → format → arguments → the
 * operation, answering from the snapshot → headers that every answer has. What needs the database: route →
 * origin → queue; on a worker, in a transaction: who asks → format → arguments → may they → repeated? → the
 * operation. */
#include "branchlight/dispatch.h"

#include "branchlight/auth.h"
#include "branchlight/directory.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/router.h"
#include "branchlight/work.h"
#include "queries.h"

#include <sodium.h>

enum { STALE_SECONDS = 60 };

/* By enum format. */
static const char *const media_types[FORMATS] = {
    "application/json",  "application/geo+json", "text/csv",      "application/jsonl", "text/html",
    "text/event-stream", "application/atom+xml", "text/calendar",
};

/* Whatever decides the bytes of an answer beside method and target: the language, and the Accept header as a
 * keyed hash (a collision would hand one client's representation to another, so nobody may be able to
 * construct one). */
static uint64_t variant_of(const struct dispatch_context *context, unsigned language, struct span accept)
{
    unsigned char hash[crypto_shorthash_BYTES];
    uint64_t variant = 0;
    if (accept.length > 0 && !span_equal(accept, SPAN("*/*"))) {
        crypto_shorthash(hash, (const unsigned char *)accept.at, accept.length, context->hash_key);
        memcpy(&variant, hash, sizeof variant);
    }
    return (variant << 3) | language; /* LANGUAGES_MAX is 8 */
}

/* The format that the client prefers among the operation's; -1 where it takes none. Types of equal worth: the
 * first. */
static int format_negotiate(unsigned formats, struct span accept)
{
    const char *offers[FORMATS];
    enum format order[FORMATS] = { FORMAT_JSON };
    unsigned count = 0;
    for (unsigned format = 0; format < FORMATS; format++) {
        if (formats & FORMAT_BIT(format)) {
            order[count] = (enum format)format;
            offers[count++] = media_types[format];
        }
    }
    const int best = accept.at ? http_accept_type(accept, offers, count) : 0;
    return best < 0 ? -1 : (int)order[best];
}

/* Whether a problem is shown to a person as a page, or to a program. */
static bool wants_page(const struct request *rq)
{
    const struct span path = exchange_raw_path(rq->exchange);
    if (rq->route)
        return rq->route->operation->formats == FORMAT_BIT(FORMAT_HTML);
    return !span_starts(path, SPAN("/api/")) && !span_starts(path, SPAN("/openapi"));
}

struct reply dispatch_fail(struct request *rq, enum problem which)
{
    return wants_page(rq) ? page_problem(rq, which) : problem(rq, which);
}

static const char *allow_list(struct request *rq, unsigned allowed)
{
    const char *list = "OPTIONS";
    for (unsigned method = 0; method < HTTP_OPTIONS; method++) {
        if ((allowed & (1u << method)) || (method == HTTP_HEAD && (allowed & (1u << HTTP_GET))))
            list = arena_printf(rq->arena, "%s, %s", http_method_name((enum http_method)method), list);
    }
    return list;
}

/* Paths that exist, asked for with a method that they don't have; OPTIONS and CORS preflights among them. */
static struct reply other_method(struct request *rq, unsigned allowed)
{
    struct reply reply;
    if (exchange_method(rq->exchange) == HTTP_OPTIONS) {
        reply = (struct reply){ .status = 204 };
        reply_header(&reply, "Access-Control-Allow-Methods", "GET, HEAD");
        reply_header(&reply, "Access-Control-Allow-Headers", "*");
        reply_header(&reply, "Access-Control-Max-Age", "86400");
    } else {
        reply = dispatch_fail(rq, PROBLEM_METHOD_NOT_ALLOWED);
    }
    reply_header(&reply, "Allow", allow_list(rq, allowed));
    return reply;
}

static bool reads(enum http_method method)
{
    return method == HTTP_GET || method == HTTP_HEAD;
}

/* A `lang=` argument overrides what the header asked for. */
static void language_choose(struct request *rq)
{
    const struct param *param;
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        if (param->type == T_LANGUAGE && rq->arguments[i].given)
            rq->language = (unsigned)rq->arguments[i].integer;
    }
}

/* An address that leads elsewhere now. Not to be kept without asking: a row may get its old code back, and
 * two kept redirects would then lead to each other. */
static struct reply moved(struct request *rq, const struct route_match *match, const char *name,
                          struct span successor)
{
    struct reply reply = reply_redirect(rq, 301,
                                        route_address(rq->arena, match, exchange_raw_path(rq->exchange),
                                                      exchange_raw_query(rq->exchange), name, successor));
    reply_header(&reply, "Cache-Control", "no-cache");
    return reply;
}

/* Codes are never used again: where one in the path finds nothing, it may have been given up. A parameter is
 * called what its code is of, so this holds for every operation. */
static struct reply follow_code(struct request *rq, const struct route_match *match)
{
    const struct param *param;
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++) {
        struct span successor;
        if (param->in != IN_PATH || !directory_has_codes(param->name))
            continue;
        const enum code_state state =
            directory_code(rq->snapshot, param->name, rq->arguments[i].text, &successor);
        if (state == CODE_MOVED)
            return moved(rq, match, param->name, successor);
        if (state == CODE_GONE)
            return dispatch_fail(rq, PROBLEM_GONE);
    }
    return (struct reply){ 0 };
}

/* Format, path and query. PROBLEMS where all is well. */
static enum problem arguments_take(struct request *rq)
{
    const bool decoded = params_decode(rq, rq->segments, rq->segment_count);
    language_choose(rq);
    if (rq->format == FORMATS && !wants_page(rq) && !rq->route->operation->always)
        return PROBLEM_NOT_ACCEPTABLE;
    if (rq->format == FORMATS)
        rq->format = FORMAT_HTML;
    return decoded ? PROBLEMS : PROBLEM_INVALID_PARAMETERS;
}

static void format_choose(struct request *rq, const struct route_match *match)
{
    const struct operation *operation = rq->route->operation;
    const unsigned formats = operation->formats ? operation->formats : FORMAT_BIT(FORMAT_JSON);
    rq->extension = match->extension;
    const int format = match->extension ? (int)match->format
                                        : format_negotiate(formats, exchange_header(rq->exchange, "Accept"));
    rq->format = format < 0 ? FORMATS : (enum format)format;
}

static struct reply answer_route(struct request *rq, const struct route_match *match)
{
    const enum problem wrong = arguments_take(rq);
    if (wrong != PROBLEMS)
        return dispatch_fail(rq, wrong);
    const struct reply reply = rq->route->operation->answer(rq);
    const struct reply other =
        reply.status == problem_status(PROBLEM_NOT_FOUND) ? follow_code(rq, match) : (struct reply){ 0 };
    return other.status ? other : reply;
}

/* ---- what runs in a transaction ---- */

/* A request that has left its event thread, with the snapshot that it holds. */
struct held {
    struct request rq; /* first: the queue knows this only */
    struct directory_hold hold;
    const struct route_match *match;
};

/* A person is shown where to sign in; a program is told. */
static struct reply unauthenticated(struct request *rq)
{
    struct reply reply = wants_page(rq) ? page_sign_in(rq) : problem(rq, PROBLEM_UNAUTHENTICATED);
    reply_header(&reply, "WWW-Authenticate", "Bearer");
    return reply;
}

/* Of the row that the path names, or, where it names none, of any. */
static enum problem allowed(struct request *rq)
{
    const struct operation *operation = rq->route->operation;
    const struct param *param;
    if (operation->action == ACTION_NONE)
        return PROBLEMS;
    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        if (param->in == IN_PATH && directory_has_codes(param->name))
            return authorize(rq, operation->action, param->name, rq->arguments[i].text);
    }
    return may_somewhere(rq->actor, operation->action) ? PROBLEMS : PROBLEM_FORBIDDEN;
}

/* Errors of a page's form are the page's to show, beside the fields. What is sent to one that has none isn't
 * looked at: mail programs that unsubscribe send multipart/form-data (RFC 8058, 3.2). */
static enum problem body_take(struct request *rq)
{
    const enum http_method method = exchange_method(rq->exchange);
    if (reads(method) || (wants_page(rq) && !operation_takes(rq->route->operation, IN_BODY)))
        return PROBLEMS;
    const enum problem wrong = body_decode(rq);
    return wrong == PROBLEM_INVALID_BODY && wants_page(rq) ? PROBLEMS : wrong;
}

/* If-Match of a signed-in change has one form, "v12" (docs/api: ETag of what staff read). A page's form says
 * its version in a field of its own. */
static enum problem version_take(struct request *rq)
{
    const struct span tag = exchange_header(rq->exchange, "If-Match");
    int64_t version = 0;

    if (!rq->route->operation->matches || wants_page(rq))
        return PROBLEMS;
    if (!tag.at)
        return PROBLEM_PRECONDITION_REQUIRED;
    for (size_t i = 2; i + 1 < tag.length && i < 17 && tag.at[i] >= '0' && tag.at[i] <= '9'; i++)
        version = version * 10 + (tag.at[i] - '0');
    if (version > 0 && span_equal(tag, span_of(arena_printf(rq->arena, "\"v%lld\"", (long long)version)))) {
        rq->version = version;
        return PROBLEMS;
    }
    param_error(rq, "If-Match", "if_match", NULL);
    return PROBLEM_INVALID_PARAMETERS;
}

/* Why something is changed, where the operation takes that. */
static void reason_note(struct request *rq)
{
    if (operation_param_index(rq->route->operation, SPAN("reason")) >= 0 && arg_given(rq, "reason"))
        WORK_QUERY(rq, SQL_change_reason, arg_value(rq, "reason"));
}

static struct reply run_once(struct request *rq)
{
    struct reply reply;
    reason_note(rq);
    if (!rq->route->operation->fresh)
        return rq->route->operation->run(rq);
    if (replay_find(rq, &reply))
        return reply;
    reply = rq->route->operation->run(rq);
    replay_keep(rq, &reply);
    return reply;
}

struct reply dispatch_perform(struct request *rq)
{
    auth_begin(rq);
    if (!rq->actor && rq->route->operation->access == ACCESS_SIGNED_IN)
        return unauthenticated(rq);
    enum problem wrong = arguments_take(rq);
    if (wrong == PROBLEMS)
        wrong = allowed(rq);
    if (wrong == PROBLEMS)
        wrong = body_take(rq);
    if (wrong == PROBLEMS)
        wrong = version_take(rq);
    if (wrong == PROBLEM_NOT_FOUND && reads(exchange_method(rq->exchange))) {
        const struct reply other = follow_code(rq, ((struct held *)rq)->match);

        if (other.status)
            return other;
    }
    return wrong == PROBLEMS ? run_once(rq) : dispatch_fail(rq, wrong);
}

static void header_set(struct reply *reply, const char *name, const char *value)
{
    for (unsigned i = 0; i < reply->header_count; i++) {
        if (strcmp(reply->headers[i].name, name) == 0) {
            reply->headers[i].value = value;
            return;
        }
    }
    reply_header(reply, name, value);
}

void dispatch_finish(struct request *rq, struct reply reply)
{
    struct directory *const directory = rq->directory;
    const struct directory_hold hold = ((struct held *)rq)->hold;
    header_set(&reply, "Cache-Control", "private, no-store");
    exchange_reply(rq->exchange, &reply);
    directory_release(directory, hold); /* rq may be gone by now */
}

/* Whether the request is away; else *ret_reply says why not. */
static bool submit(const struct dispatch_context *own, struct request *rq, struct directory_hold hold,
                   const struct route_match *match, struct reply *ret_reply)
{
    struct held *held;
    if (auth_foreign(rq)) {
        *ret_reply = dispatch_fail(rq, PROBLEM_FOREIGN_ORIGIN);
        return false;
    }
    if (rq->route->operation->access == ACCESS_SIGNED_IN && !auth_offered(rq)) {
        *ret_reply = unauthenticated(rq); /* it needs no worker to see that */
        return false;
    }
    held = arena_alloc(rq->arena, sizeof *held);
    *held = (struct held){ *rq, hold, match };
    if (own->work && work_submit(own->work, &held->rq))
        return true;
    *ret_reply = dispatch_fail(rq, PROBLEM_BUSY);
    return false;
}

/* Status 0: the request is away, and answered by a worker. */
static struct reply answer(const struct dispatch_context *own, struct request *rq, struct directory_hold hold)
{
    struct route_match *match = arena_alloc(rq->arena, sizeof *match);
    struct reply reply;
    const enum http_method method = exchange_method(rq->exchange);
    if (exchange_path_refused(rq->exchange))
        return dispatch_fail(rq, PROBLEM_INVALID_PARAMETERS);
    route_find(rq->arena, method, exchange_raw_path(rq->exchange), match);
    if (!match->route)
        return match->allowed ? other_method(rq, match->allowed) : dispatch_fail(rq, PROBLEM_NOT_FOUND);
    rq->route = match->route;
    rq->segments = match->segments;
    rq->segment_count = match->segment_count;
    exchange_set_route(rq->exchange, match->route->name);
    if (!snapshot_loaded(rq->snapshot) && !match->route->operation->always)
        return dispatch_fail(rq, PROBLEM_NOT_READY);
    format_choose(rq, match);
    if (!match->route->operation->run)
        return answer_route(rq, match);
    if (submit(own, rq, hold, match, &reply))
        return (struct reply){ 0 };
    return reply;
}

static unsigned language_of(struct exchange *exchange)
{
    const struct span header = exchange_header(exchange, "Accept-Language");
    const int index = header.at ? http_accept_language(header, language_codes(), language_count()) : 0;
    return index < 0 ? 0 : (unsigned)index;
}

/* Seconds since the database was heard of, once that is more than a minute; else 0. */
static int64_t age_of(const struct directory *directory)
{
    const int64_t age = directory_contact_age(directory);
    return age > STALE_SECONDS ? age : 0;
}

/* How old the data may be (RFC 9111, 5.1). It changes each second, so such a reply isn't kept. */
static void age_header(struct request *rq, struct reply *reply, int64_t age)
{
    if (age == 0)
        return;
    reply_header(reply, "Age", arena_printf(rq->arena, "%lld", (long long)age));
    reply->keep = 0;
}

/* What anybody may read, scripts of other sites may: never what somebody sends or has to sign in for. */
static bool for_other_sites(const struct request *rq)
{
    const enum http_method method = exchange_method(rq->exchange);
    return (reads(method) || method == HTTP_OPTIONS) && !(rq->route && rq->route->operation->run);
}

void dispatch(struct exchange *exchange, void *context)
{
    const struct dispatch_context *own = context;
    const enum http_method method = exchange_method(exchange);
    const struct directory_hold hold = directory_acquire(own->directory);
    struct request rq = { .exchange = exchange,
                          .arena = exchange_arena(exchange),
                          .live = own->live,
                          .directory = own->directory,
                          .snapshot = hold.snapshot,
                          .public_url = own->public_url,
                          .contact = own->contact,
                          .language = language_of(exchange),
                          .mails = own->mails,
                          .offline = own->offline,
                          .now = (int64_t)snapshot_minute(hold.snapshot) * 60 };

    const uint64_t variant = variant_of(own, rq.language, exchange_header(exchange, "Accept"));
    const int64_t age = age_of(own->directory);
    if (reads(method) && age == 0 && exchange_kept(exchange, snapshot_generation(hold.snapshot), variant)) {
        directory_release(own->directory, hold);
        return;
    }
    struct reply reply = answer(own, &rq, hold);
    if (reply.status == 0)
        return;
    if (!exchange_permits(exchange, &reply)) {
        if (reply.stream.close)
            reply.stream.close(reply.stream.state);
        reply = dispatch_fail(&rq, PROBLEM_PRECONDITION_FAILED);
    }
    age_header(&rq, &reply, age);
    if (!wants_page(&rq)) {
        if (for_other_sites(&rq))
            reply_header(&reply, "Access-Control-Allow-Origin", "*");
        reply_header(&reply, "Vary", "Accept, Accept-Language");
    }
    exchange_reply(exchange, &reply);
    directory_release(own->directory, hold);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * From a request's secret to who it speaks for. */
#include "branchlight/auth.h"

#include "branchlight/work.h"
#include "queries.h"

#include <strings.h>

/* A cookie of that prefix is taken by browsers over TLS only, for this host and every path, so that nobody
 * else can set it (RFC 6265bis, 4.1.3). On a developer's http://127.0.0.1 there is no TLS. */
static const char *cookie_name(const struct request *rq)
{
    const bool secure = rq->public_url && strncmp(rq->public_url, "https://", 8) == 0;

    return secure ? "__Host-branchlight" : "branchlight";
}

/* The value of our cookie among all (RFC 6265, 5.4: "a=b; c=d"). */
static struct span cookie_value(struct request *rq)
{
    const char *const name = cookie_name(rq);
    const size_t length = strlen(name);
    struct span rest = exchange_header(rq->exchange, "Cookie");

    while (rest.length > 0) {
        const char *const end = memchr(rest.at, ';', rest.length);
        const size_t taken = end ? (size_t)(end - rest.at) : rest.length;

        if (taken > length && memcmp(rest.at, name, length) == 0 && rest.at[length] == '=')
            return (struct span){ rest.at + length + 1, taken - length - 1 };
        rest.at += taken + (end ? 1 : 0);
        rest.length -= taken + (end ? 1 : 0);
        for (; rest.length > 0 && rest.at[0] == ' '; rest.at++)
            rest.length--;
    }
    return (struct span){ 0 };
}

static struct span bearer_value(struct request *rq)
{
    const struct span header = exchange_header(rq->exchange, "Authorization");

    if (header.length < 8 || strncasecmp(header.at, "Bearer ", 7) != 0)
        return (struct span){ 0 };
    return (struct span){ header.at + 7, header.length - 7 };
}

static struct span secret_of(struct request *rq)
{
    const struct span bearer = bearer_value(rq);

    return bearer.at ? bearer : cookie_value(rq);
}

bool auth_offered(struct request *rq)
{
    return secret_of(rq).length > 0;
}

static const char *cell(struct request *rq, const struct rows *rows, unsigned row, unsigned column)
{
    const struct span text = rows_text(rows, row, column);

    return text.at ? arena_copy(rq->arena, text.at, text.length) : NULL;
}

static void grants_read(struct request *rq, struct actor *actor)
{
    const struct rows rows = work_query(rq, &SQL_actor_grants, 0, NULL);

    for (unsigned i = 0; rows.ok && i < rows.count && i < GRANTS_MAX; i++)
        actor->grants[actor->grant_count++] = (struct grant){ cell(rq, &rows, i, 0), cell(rq, &rows, i, 1),
                                                              cell(rq, &rows, i, 2), cell(rq, &rows, i, 3) };
}

void auth_begin(struct request *rq)
{
    const struct span secret = secret_of(rq);

    if (secret.length == 0)
        return;
    const struct rows rows =
        WORK_QUERY(rq, SQL_actor_begin, secret_hash(rq->arena, secret), exchange_id(rq->exchange));
    if (!rows.ok || rows.count == 0)
        return;

    struct actor *const actor = arena_calloc(rq->arena, 1, sizeof *actor);

    actor->user = cell(rq, &rows, 0, 0);
    actor->credential = cell(rq, &rows, 0, 1);
    actor->kind = cell(rq, &rows, 0, 2);
    actor->name = cell(rq, &rows, 0, 3);
    actor->email = cell(rq, &rows, 0, 4);
    actor->language = cell(rq, &rows, 0, 5);
    actor->actions = cell(rq, &rows, 0, 6);
    actor->version = rows_int(&rows, 0, 7);
    grants_read(rq, actor);
    rq->actor = actor;
}

void auth_cookie(struct request *rq, struct reply *reply, const char *secret, int64_t seconds)
{
    const char *const name = cookie_name(rq);

    reply_header(reply, "Set-Cookie",
                 arena_printf(rq->arena, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", name,
                              seconds > 0 ? secret : "", (long long)seconds,
                              strcmp(name, "branchlight") == 0 ? "" : "; Secure"));
}

const char *auth_label(struct request *rq)
{
    static const char *const programs[] = { "Firefox", "Edg", "OPR", "Chrome", "Safari", "curl" };
    static const char *const systems[] = { "Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux" };
    const struct span header = exchange_header(rq->exchange, "User-Agent");
    const char *const agent = arena_copy(rq->arena, header.at ? header.at : "", header.length);
    const char *program = NULL, *system = NULL;

    for (unsigned i = 0; i < sizeof programs / sizeof *programs && !program; i++)
        program = strstr(agent, programs[i]) ? programs[i] : NULL;
    for (unsigned i = 0; i < sizeof systems / sizeof *systems && !system; i++)
        system = strstr(agent, systems[i]) ? systems[i] : NULL;
    if (program && strcmp(program, "Edg") == 0)
        program = "Edge";
    if (program && strcmp(program, "OPR") == 0)
        program = "Opera";
    return arena_printf(rq->arena, "%s%s%s",
                        program  ? program
                        : system ? ""
                                 : "?",
                        program && system ? ", " : "", system ? system : "");
}

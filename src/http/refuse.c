/* SPDX-License-Identifier: Apache-2.0
 *
 * Refusals: RFC 9457 problems written straight to the socket. What can't be trusted to be framed rightly must
 * not go on through the library, which would take the rest of it for another request; so the answer is sent
 * past it and the writing side is shut. Plain English: whoever sends such a thing is a program. */
#include "internal.h"

#include "branchlight/clock.h"

#include <stdio.h>
#include <sys/socket.h>

enum { REFUSAL_MAX = 1536, DISCARD_MAX = 65536 };

const char *status_phrase(unsigned status)
{
    static const struct {
        unsigned status;
        const char *phrase;
    } phrases[] = {
        { 400, "Bad Request" },         { 408, "Request Timeout" },       { 413, "Content Too Large" },
        { 414, "URI Too Long" },        { 417, "Expectation Failed" },    { 421, "Misdirected Request" },
        { 431, "Headers Too Large" },   { 500, "Internal Server Error" }, { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
    };
    for (unsigned i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (phrases[i].status == status)
            return phrases[i].phrase;
    }
    return "Error";
}

static int format_problem(char *into, size_t size, const struct refusal *refusal, const char *id)
{
    const char *where = refusal->where && !*refusal->where ? refusal->where_text : refusal->where;
    return snprintf(
        into, size,
        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"detail\":\"%s\"%s%s%s%s%s%s}\n",
        status_phrase(refusal->status), refusal->status, refusal->detail, where ? ",\"errors\":[" : "",
        where ? where : "", where ? "]" : "", id ? ",\"request_id\":\"" : "", id ? id : "", id ? "\"" : "");
}

static int format_head(char *into, size_t size, const struct refusal *refusal, const char *id, int length)
{
    char date[40] = "";
    struct tm parts;
    const time_t now = (time_t)clock_now();
    if (gmtime_r(&now, &parts))
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return snprintf(
        into, size,
        "HTTP/1.1 %u %s\r\nDate: %s\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        "Content-Length: %d\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: same-origin\r\n%s%s%s%s\r\n",
        refusal->status, status_phrase(refusal->status), date, length,
        refusal->status == 503 ? "Retry-After: 3\r\n" : "", id ? "X-Request-Id: " : "", id ? id : "",
        id ? "\r\n" : "");
}

/* A socket that is closed while bytes wait in it resets the connection, and the client may lose the answer.
 */
static void discard_waiting(int descriptor)
{
    char bytes[4096];
    size_t discarded = 0;
    while (discarded < DISCARD_MAX) {
        const ssize_t got = recv(descriptor, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got <= 0)
            return;
        discarded += (size_t)got;
    }
}

void refuse(struct connection *connection, const struct refusal *refusal, const char *id, bool head)
{
    char problem[REFUSAL_MAX], answer[2 * REFUSAL_MAX];
    const int length = format_problem(problem, sizeof problem, refusal, id);
    const int start = format_head(answer, sizeof answer, refusal, id, length);
    size_t total = (size_t)start;

    if (!head) {
        memcpy(answer + start, problem, (size_t)length);
        total += (size_t)length;
    }
    /* A fresh or drained socket has room for this; a client that filled its window gets what fits. */
    (void)!send(connection->descriptor, answer, total, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(connection->descriptor, SHUT_WR);
    discard_waiting(connection->descriptor);
}

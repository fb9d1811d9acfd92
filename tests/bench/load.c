/* SPDX-License-Identifier: Apache-2.0
 *
 * load [OPTIONS] PORT FILE: asks 127.0.0.1:PORT for the request targets in FILE (one a line), and measures.
 *
 *   -c N      connections (64), each with one request under way
 *   -t N      threads (1)
 *   -d S      seconds to measure (3), after
 *   -w S      seconds to warm up (0.5)
 *   -H TEXT   a header line to send; may be repeated
 *   -e STATUS what every answer must be (200)
 *   -b SHARE  begin that share of the way to where the next connection begins (0 to 1; 0): rounds with other
 *             shares ask for other targets, as long as none gets as far as the next round's beginning
 *   -p        poll: never sleep. To wake whoever sleeps costs the server that answers, and in a virtual
 *             machine half as much as a small answer; over a real network it would cost another machine
 *   -o N      open the connections, ask once on each, print "held", and hold them until standard input ends
 *
 * Prints one line of name=value words. Why not wrk or h2load: their connections walk a list of targets in
 * step, so that 64 connections ask the same thing at once and find it warm in the cache; and they cost more
 * per request than the servers measured here, so that on two cores they measure themselves. Each connection
 * starts at a place of its own in the list; an answer's head is searched for its status and Content-Length,
 * its body is counted, not kept.
 */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    THREADS_MAX = 64,
    EVENTS = 64,
    INPUT = 1 << 18,       /* bytes read at once */
    HEAD_MAX = 4096,       /* an answer's status line and headers */
    HEADERS_MAX = 2048,    /* header lines given by -H */
    LATENCY_MAX = 1000000, /* microseconds; longer ones count as this */
};

struct connection {
    int socket;
    size_t next;        /* the target that it asks for next */
    int64_t asked;      /* when the request under way was sent, ns */
    size_t head_length; /* bytes of the answer's head so far */
    int64_t body_left;  /* bytes of the body that are still to come; -1: in the head */
    char head[HEAD_MAX];
};

struct tally {
    uint64_t answers, wrong, bytes;
    uint32_t latency[LATENCY_MAX + 1]; /* answers by microseconds */
};

struct worker {
    pthread_t thread;
    unsigned first, count; /* its connections */
    struct tally tally;
};

static struct {
    unsigned port, connections, threads, status;
    double warm, seconds, begin;
    bool hold, poll;
    char headers[HEADERS_MAX];
} settings = { .connections = 64, .threads = 1, .status = 200, .warm = 0.5, .seconds = 3 };

static char *requests;         /* every request, ready to send, one after another */
static size_t *request_starts; /* request_count + 1 of them */
static size_t request_count;
static struct connection *connections;
static int64_t measure_from, measure_until; /* ns */

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "load: %s%s%s\n", what, errno == 0 ? "" : ": ", errno == 0 ? "" : strerror(errno));
    exit(1);
}

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* ---- Requests ---- */

static void requests_read(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t size = 0, capacity = 0;
    char *line = NULL, *text = NULL;
    size_t text_length = 0, line_capacity = 0;
    ssize_t length;

    if (file == NULL)
        fail(path);
    FILE *memory = open_memstream(&text, &text_length);

    if (memory == NULL)
        fail("memory");
    while ((length = getline(&line, &line_capacity, file)) > 1) {
        if (size + 2 > capacity) {
            capacity = capacity * 2 + 64;
            request_starts = realloc(request_starts, capacity * sizeof *request_starts);
            if (request_starts == NULL)
                fail("memory");
        }
        fflush(memory);
        request_starts[size++] = text_length;
        fprintf(memory, "GET %.*s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s\r\n",
                (int)length - (line[length - 1] == '\n'), line, settings.port, settings.headers);
    }
    if (size == 0)
        fail("no request targets");
    fclose(memory);
    fclose(file);
    free(line);
    requests = text;
    request_starts[size] = text_length;
    request_count = size;
}

static void ask(struct connection *connection)
{
    const size_t i = connection->next;
    const size_t length = request_starts[i + 1] - request_starts[i];

    connection->next = i + 1 == request_count ? 0 : i + 1;
    connection->head_length = 0;
    connection->body_left = -1;
    connection->asked = now();
    if (send(connection->socket, requests + request_starts[i], length, MSG_NOSIGNAL) != (ssize_t)length)
        fail("send");
}

/* ---- Answers ---- */

static int64_t content_length(char *head)
{
    const char *field = strcasestr(head, "\r\nContent-Length:");

    return field == NULL ? -1 : strtoll(field + strlen("\r\nContent-Length:"), NULL, 10);
}

static void answer_ended(struct worker *worker, const struct connection *connection)
{
    const int64_t time = now();
    const int64_t microseconds = (time - connection->asked) / 1000;

    if (time < measure_from || time >= measure_until)
        return;
    worker->tally.answers++;
    worker->tally.latency[microseconds < LATENCY_MAX ? microseconds : LATENCY_MAX]++;
}

/* The head is complete: what kind of answer it is, and how long its body. */
static void head_read(struct worker *worker, struct connection *connection)
{
    char *head = connection->head;

    head[connection->head_length] = '\0';
    const unsigned long status = connection->head_length > 12 ? strtoul(head + 9, NULL, 10) : 0;

    worker->tally.wrong += status != settings.status;
    connection->body_left = status == 304 || status == 204 ? 0 : content_length(head);
    if (connection->body_left < 0)
        fail("an answer without Content-Length");
}

/* Takes what was read. True: the answer is complete. */
static bool answer_take(struct worker *worker, struct connection *connection, const char *bytes, size_t count)
{
    worker->tally.bytes += count;
    if (connection->body_left < 0) {
        const size_t before = connection->head_length;
        const size_t room = HEAD_MAX - 1 - before;
        const size_t taken = count < room ? count : room;

        memcpy(connection->head + before, bytes, taken);
        connection->head_length += taken;
        const char *end = memmem(connection->head, connection->head_length, "\r\n\r\n", 4);

        if (end == NULL) {
            if (connection->head_length == HEAD_MAX - 1)
                fail("an answer's head is too long");
            return false;
        }
        const size_t head_length = (size_t)(end - connection->head) + 4;

        connection->head_length = head_length;
        head_read(worker, connection);
        count -= head_length - before;
    }
    connection->body_left -= (int64_t)count;
    if (connection->body_left < 0)
        fail("more bytes than Content-Length said");
    return connection->body_left == 0;
}

/* ---- Threads ---- */

static void connection_open(struct connection *connection, int epoll)
{
    const struct sockaddr_in address = { .sin_family = AF_INET,
                                         .sin_port = htons((in_port_t)settings.port),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };

    connection->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->socket < 0 ||
        connect(connection->socket, (const struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->socket, &event) != 0)
        fail("epoll");
    ask(connection);
}

/* Reads what came; true when an answer is complete. */
static bool connection_read(struct worker *worker, struct connection *connection, char *input)
{
    const ssize_t count = recv(connection->socket, input, INPUT, MSG_DONTWAIT);

    if (count < 0 && errno == EAGAIN)
        return false;
    if (count <= 0)
        fail("the server closed a connection");
    return answer_take(worker, connection, input, (size_t)count);
}

static void *worker_main(void *context)
{
    struct worker *worker = context;
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    char *input = malloc(INPUT);
    unsigned held = 0;

    if (epoll < 0 || input == NULL)
        fail("epoll");
    for (unsigned i = 0; i < worker->count; i++)
        connection_open(&connections[worker->first + i], epoll);
    while (settings.hold ? held < worker->count : now() < measure_until) {
        struct epoll_event events[EVENTS];
        const int count = epoll_wait(epoll, events, EVENTS, settings.poll ? 0 : 100);

        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;

            if (!connection_read(worker, connection, input))
                continue;
            answer_ended(worker, connection);
            held++;
            if (!settings.hold)
                ask(connection);
        }
    }
    free(input);
    return NULL;
}

/* ---- The result ---- */

static unsigned percentile(const struct tally *tally, double share)
{
    uint64_t left = (uint64_t)((double)tally->answers * share);
    unsigned i = 0;

    while (i < LATENCY_MAX && tally->latency[i] <= left)
        left -= tally->latency[i++];
    return i;
}

static void report(const struct tally *tally)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    const double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;

    printf("answers=%" PRIu64 " rate=%.1f wrong=%" PRIu64 " bytes=%" PRIu64
           " p50=%u p90=%u p99=%u p999=%u load_cpu=%.3f\n",
           tally->answers, (double)tally->answers / settings.seconds, tally->wrong, tally->bytes,
           percentile(tally, .5), percentile(tally, .9), percentile(tally, .99), percentile(tally, .999),
           cpu / (settings.seconds + settings.warm));
}

static void workers_run(struct worker *workers)
{
    unsigned first = 0;

    measure_from = now() + (int64_t)(settings.warm * 1e9);
    measure_until = measure_from + (int64_t)(settings.seconds * 1e9);
    for (unsigned i = 0; i < settings.threads; i++) {
        workers[i].first = first;
        workers[i].count =
            settings.connections / settings.threads + (i < settings.connections % settings.threads);
        first += workers[i].count;
        if (pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]) != 0)
            fail("thread");
    }
    for (unsigned i = 0; i < settings.threads; i++) {
        pthread_join(workers[i].thread, NULL);
        if (i == 0)
            continue;
        workers[0].tally.answers += workers[i].tally.answers;
        workers[0].tally.wrong += workers[i].tally.wrong;
        workers[0].tally.bytes += workers[i].tally.bytes;
        for (unsigned k = 0; k <= LATENCY_MAX; k++)
            workers[0].tally.latency[k] += workers[i].tally.latency[k];
    }
}

static void settings_read(int count, char **arguments)
{
    size_t headers = 0;
    int option;

    while ((option = getopt(count, arguments, "c:t:d:w:H:e:b:o:p")) != -1) {
        switch (option) {
        case 'c':
        case 'o':
            settings.connections = (unsigned)strtoul(optarg, NULL, 10);
            settings.hold = option == 'o';
            break;
        case 't':
            settings.threads = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'd':
            settings.seconds = strtod(optarg, NULL);
            break;
        case 'w':
            settings.warm = strtod(optarg, NULL);
            break;
        case 'e':
            settings.status = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'H':
            headers += (size_t)snprintf(settings.headers + headers, HEADERS_MAX - headers, "%s\r\n", optarg);
            if (headers >= HEADERS_MAX)
                fail("too many headers");
            break;
        case 'b':
            settings.begin = strtod(optarg, NULL);
            break;
        case 'p':
            settings.poll = true;
            break;
        default:
            exit(2);
        }
    }
    if (optind + 2 != count || settings.connections == 0 || settings.threads == 0 ||
        settings.threads > THREADS_MAX || !(settings.begin >= 0 && settings.begin < 1)) {
        fputs("usage: load [-c N] [-t N] [-d S] [-w S] [-H TEXT] [-e STATUS] [-b SHARE] [-p] [-o N] PORT "
              "FILE\n",
              stderr);
        exit(2);
    }
    settings.port = (unsigned)strtoul(arguments[optind], NULL, 10);
}

int main(int count, char **arguments)
{
    settings_read(count, arguments);
    requests_read(arguments[optind + 1]);

    struct worker *workers = calloc(settings.threads, sizeof *workers);

    connections = calloc(settings.connections, sizeof *connections);
    if (workers == NULL || connections == NULL)
        fail("memory");
    for (unsigned i = 0; i < settings.connections; i++)
        connections[i].next = (size_t)((i + settings.begin) * (double)request_count / settings.connections);
    workers_run(workers);
    if (settings.hold) {
        puts("held");
        fflush(stdout);
        while (getchar() != EOF)
            continue;
        return 0;
    }
    report(&workers[0].tally);
    return workers[0].tally.wrong != 0;
}

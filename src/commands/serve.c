/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight serve: configuration, rights, database, schema, data, memory, sockets, in this order, and back
 * in the other. The main thread then waits for signals and looks after the embedded database once a second.
 */
#include "branchlight/command.h"

#include "branchlight/dispatch.h"
#include "branchlight/i18n.h"
#include "branchlight/log.h"
#include "branchlight/template.h"
#include "branchlight/work.h"
#include "health.h"
#include "jobs.h"
#include "mailer.h"
#include "notify.h"
#include "seed.h"
#include "store.h"
#include "user.h"

#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    DRAIN_SECONDS = 10,
    ADMIN_DRAIN_SECONDS = 1,
    FILES_BESIDE = 256, /* open files that aren't visitors' connections */
    HOST_MAX = 256,
    FIRST_LOAD_MS = 5000,
};

struct serve {
    struct store store;
    struct dispatch_context dispatch;
    struct health health;
    struct jobs *jobs;
    struct mailer *mailer;
    char site[HOST_MAX], mail_folder[PATH_MAX];
    struct directory_loader *loader;
    struct directory_ticker *ticker;
    struct work_pool *work;
    struct live *live;
    struct http_server *public_server, *admin_server;
    char public_host[HOST_MAX];
    unsigned connections;
};

/* As many open files as connections are admitted; root may raise the limit for itself and what it becomes. */
static void limit_files(struct serve *serve)
{
    struct rlimit files;
    const rlim_t wanted = (rlim_t)serve->store.config.connections + FILES_BESIDE;
    serve->connections = (unsigned)serve->store.config.connections;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    const struct rlimit raised = { .rlim_cur = wanted,
                                   .rlim_max = files.rlim_max > wanted ? files.rlim_max : wanted };
    if (files.rlim_cur >= wanted || setrlimit(RLIMIT_NOFILE, &raised) == 0)
        return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    serve->connections =
        files.rlim_cur > 2 * FILES_BESIDE ? (unsigned)files.rlim_cur - FILES_BESIDE : FILES_BESIDE;
    fprintf(stderr,
            "branchlight: only %u connections are admitted at once, since the limit of open files is %llu; "
            "raise it with "
            "ulimit -n or LimitNOFILE=.\n",
            serve->connections, (unsigned long long)files.rlim_cur);
}

static bool prepare_data(struct serve *serve)
{
    const struct store *store = &serve->store;
    return db_migrate(&store->target, stderr, stderr) && seed_data(&store->target, &store->config, stderr);
}

static bool admin_listen(struct serve *serve)
{
    char folder[PATH_MAX], path[PATH_MAX + 16];
    const char *state = serve->store.state.directory, *chosen = serve->store.config.admin_socket;
    if (!chosen &&
        !state_socket_directory(&serve->store.state, state, "admin.sock", sizeof folder, folder, stderr))
        return false;
    if (!chosen)
        snprintf(path, sizeof path, "%s/admin.sock", folder);
    serve->admin_server = health_listen(&serve->health, chosen ? chosen : path, stderr);
    return serve->admin_server != NULL;
}

/* "https://example.org" → "example.org": what the Host header must say. */
static const char *host_of(const char *url, char ret_host[HOST_MAX])
{
    const char *start = url ? strstr(url, "://") : NULL;
    if (!start)
        return NULL;
    snprintf(ret_host, HOST_MAX, "%s", start + 3);
    return ret_host;
}

static unsigned cores(void)
{
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

static void settle(void *context)
{
    const struct dispatch_context *dispatch = context;

    work_stop(dispatch->work);
}

static bool public_listen(struct serve *serve)
{
    const struct config *config = &serve->store.config;
    const struct http_settings settings = { .address = config->address,
                                            .port = (unsigned)config->port,
                                            .threads = config->threads ? (unsigned)config->threads : cores(),
                                            .connections = serve->connections,
                                            .trusted_proxy = config->trusted_proxy,
                                            .public_host = host_of(config->public_url, serve->public_host),
                                            .inherit = true,
                                            .handle = dispatch,
                                            .settle = settle,
                                            .live = serve->live,
                                            .context = &serve->dispatch };
    serve->public_server = http_server_start(&settings, stderr);
    return serve->public_server != NULL;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void announce(const struct serve *serve)
{
    const struct config *config = &serve->store.config;
    const char *address = config->address;
    const bool six = strchr(address, ':') != NULL;
    if (starts_with(address, "unix:"))
        printf("Branchlight answers on the socket %s.\n", address + strlen("unix:"));
    else
        printf("Branchlight answers at http://%s%s%s:%u/ (Ctrl-C stops it)\n", six ? "[" : "", address,
               six ? "]" : "", http_server_port(serve->public_server));
    if (config->public_url)
        printf("People reach it at %s/\n", config->public_url);
    if (!config->mail_server)
        printf("No mail server is set (mail-server): messages are kept as files in %s\n", serve->mail_folder);
    user_invite_first(&serve->store.target, config, http_server_port(serve->public_server));
    fflush(stdout);
    if (!starts_with(address, "unix:") && !starts_with(address, "127.") && strcmp(address, "::1") != 0)
        fprintf(
            stderr,
            "branchlight: WARNING: it listens on %s, where other machines reach it without TLS; put nginx in "
            "front of it (docs/operations.md).\n",
            address);
}

/* Links in mail begin with the public address, never with what a request calls us. */
static bool mail_start(struct serve *serve)
{
    const struct config *config = &serve->store.config;
    if (config->public_url)
        snprintf(serve->site, sizeof serve->site, "%s", config->public_url);
    else
        snprintf(serve->site, sizeof serve->site, "http://127.0.0.1:%u",
                 http_server_port(serve->public_server));
    snprintf(serve->mail_folder, sizeof serve->mail_folder, "%.*s/mail",
             (int)(sizeof serve->mail_folder - sizeof "/mail"), serve->store.state.directory);
    serve->mailer = mailer_start(&serve->store.target, config, serve->site, serve->mail_folder, stderr);
    return serve->mailer != NULL;
}

/* What has changed, to whoever listens: one event a row, or one that says that everything may have. */
static void live_tell(void *context, const struct directory_change *changes, unsigned count)
{
    struct arena *arena = arena_create();

    for (unsigned i = 0; i < count; i++) {
        struct buffer event = buffer_in(arena, 256);

        buffer_printf(&event, "id: %lld\nevent: change\ndata: {\"kind\":", (long long)changes[i].number);
        json_put_string(&event, changes[i].kind);
        json_put_name(&event, "code");
        json_put_string(&event, changes[i].code);
        json_put_name(&event, "operation");
        json_put_string(&event, changes[i].operation);
        buffer_text(&event, "}\n\n");
        live_say(context, changes[i].number, buffer_bytes(&event));
    }
    if (count == 0)
        live_say(context, changes->number, SPAN("event: reload\ndata: {}\n\n"));
    arena_destroy(arena);
}

/* What a socket manager hands over is bound already. */
static bool address_free(const struct serve *serve)
{
    const struct config *const config = &serve->store.config;

    return getenv("LISTEN_FDS") || http_address_free(config->address, (unsigned)config->port, stderr);
}

static bool start(struct serve *serve)
{
    limit_files(serve);
    if (!i18n_load(stderr) || !pages_compile(stderr) || !address_free(serve) ||
        !store_open(&serve->store, STORE_SERVER) || !prepare_data(serve))
        return false;
    serve->dispatch.directory = directory_create(language_codes(), language_count());
    serve->dispatch.public_url = serve->store.config.public_url;
    serve->dispatch.contact = serve->store.config.contact;
    serve->dispatch.mails = serve->store.config.mail_server != NULL;
    serve->dispatch.offline = serve->store.config.offline != 0;
    serve->health.directory = serve->dispatch.directory;
    randombytes_buf(serve->dispatch.hash_key, sizeof serve->dispatch.hash_key);
    serve->live = live_create();
    if (!serve->live)
        return false;
    serve->dispatch.live = serve->live;
    directory_tell(serve->dispatch.directory, live_tell, serve->live);
    serve->ticker = directory_ticker_start(serve->dispatch.directory);
    serve->loader = directory_loader_start(serve->dispatch.directory, &serve->store.target);
    if (!serve->ticker || !serve->loader)
        return false;
    directory_loader_wait(serve->loader, FIRST_LOAD_MS); /* if it takes longer, readiness says so */
    serve->jobs = jobs_start(&serve->store.target);
    serve->work = work_start(&(struct work_settings){ .target = &serve->store.target,
                                                      .workers = (unsigned)serve->store.config.workers,
                                                      .perform = dispatch_perform,
                                                      .fail = dispatch_fail,
                                                      .finish = dispatch_finish });
    serve->dispatch.work = serve->work;
    return serve->jobs && serve->work && admin_listen(serve) && public_listen(serve) && mail_start(serve);
}

static void wait_for_end(const struct serve *serve)
{
    const struct timespec second = { .tv_sec = 1 };
    sigset_t waiting;
    int signal;
    store_signals(&waiting); /* SIGCHLD: the database died, so no need to wait for the second's end */
    do {
        signal = sigtimedwait(&waiting, NULL, &second);
        if (serve->store.embedded)
            embedded_tend(serve->store.embedded);
        log_flush_all();
    } while (signal < 0 || signal == SIGCHLD);
}

static void stop(struct serve *serve)
{
    atomic_store(&serve->health.stopping, true);
    if (serve->public_server)
        http_server_stop(serve->public_server, DRAIN_SECONDS);
    if (serve->admin_server)
        http_server_stop(serve->admin_server, ADMIN_DRAIN_SECONDS);
    work_stop(serve->work); /* where no server came to use it */
    work_destroy(serve->work);
    mailer_stop(serve->mailer);
    jobs_stop(serve->jobs);
    directory_loader_stop(serve->loader);
    directory_ticker_stop(serve->ticker);
    live_destroy(serve->live);
    if (serve->dispatch.directory)
        directory_destroy(serve->dispatch.directory);
    store_close(&serve->store);
    log_flush_all();
}

static int run(const char *const *arguments)
{
    struct serve serve = { 0 };
    const int status = store_configure(arguments, &serve.store);
    if (status != 0)
        return status;
    if (serve.store.words[0]) {
        fprintf(stderr, "branchlight: serve takes settings only, not \"%s\".\n", serve.store.words[0]);
        return 2;
    }
    if (sodium_init() < 0) {
        fputs("branchlight: libsodium finds no random numbers; see that /dev/urandom is there.\n", stderr);
        return 1;
    }
    const bool good = start(&serve);
    if (good) {
        announce(&serve);
        notify_manager("READY=1");
        wait_for_end(&serve);
        notify_manager("STOPPING=1");
    }
    stop(&serve);
    return good ? 0 : 1;
}

const struct command command_serve = {
    .name = "serve",
    .summary = "run the server",
    .help = "Usage: branchlight serve [--setting=value …]\n\n"
            "Without a configured database it runs a PostgreSQL of its own in the state directory. It "
            "migrates the\n"
            "schema, puts in the facts, and answers until SIGINT or SIGTERM. Demonstration data, with times "
            "around today,\n"
            "is put into a database of its own too, unless --demo=0; into a configured one with --demo=1 "
            "only.\n"
            "Started by root it becomes the system user that owns the state "
            "directory.\n",
    .run = run,
};

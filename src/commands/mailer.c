/* SPDX-License-Identifier: Apache-2.0
 *
 * The outbox is emptied by one instance, the one whose connection holds the database's lock. A message that
 * can't be sent is due again later (people.mail_take says when), so a crash at any moment loses none; at
 * worst one comes twice, with the same Message-ID. The secret of a link is made here, for each try anew. */
#include "mailer.h"

#include "branchlight/auth.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/log.h"
#include "branchlight/message.h"
#include "queries.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ROUND_MS = 15000,
    STATEMENT_MS = 10000,
    HOST_MAX = 256,
    KEEP_SECONDS = 7 * 86400,
    SWEEP_SECONDS = 3600
};

struct mailer {
    pthread_t thread;
    int stop_fd;
    struct db *db;
    const char *site, *folder, *from;
    char host[HOST_MAX]; /* of the address that messages come from */
    struct smtp *smtp;   /* NULL: files */
    int64_t swept;       /* when old files were looked for */
    bool listening;      /* on the connection of the moment */
    bool failing;        /* that the database refuses a statement has been logged */
};

/* After a failure the connection may be another one, which listens to nothing yet. */
static struct rows ask(struct mailer *mailer, struct arena *arena, const struct query *query, unsigned count,
                       const char *const *values)
{
    const struct rows rows = db_query(mailer->db, arena, query, count, values);

    if (rows.ok)
        return rows;
    if (!mailer->failing)
        log_event(LOG_WARNING, "mail_stopped", LOG_FIELD_TEXT("query", query->name),
                  LOG_FIELD_TEXT("sqlstate", db_sqlstate(mailer->db)),
                  LOG_FIELD_TEXT("message", db_message(mailer->db)));
    mailer->failing = true;
    mailer->listening = false;
    return rows;
}

/* ---- words ---- */

static struct span label(const char *language, const char *key)
{
    const int known = language_by_code(span_of(language));

    return i18n_text(known < 0 ? 0 : (unsigned)known, key ? key : "");
}

/* A text that isn't one yet, since who wrote the message doesn't know the words of the language: {"key": …}
 * is the catalogue's of that key, [["2026-11-26 10:05", key], …] a line each, "2026-11-26 10:05: Works". */
static struct span value_text(struct arena *arena, const char *language, const json_t *value)
{
    struct buffer out = buffer_in(arena, 128);
    const json_t *line;
    size_t i;

    if (json_is_object(value))
        return label(language, json_string_value(json_object_get(value, "key")));
    if (!json_is_array(value))
        return span_of(json_string_value(value));
    json_array_foreach(value, i, line)
    {
        buffer_text(&out, i > 0 ? "\n" : "");
        buffer_span(&out, span_of(json_string_value(json_array_get(line, 0))));
        buffer_text(&out, ": ");
        buffer_span(&out, label(language, json_string_value(json_array_get(line, 1))));
    }
    return buffer_bytes(&out);
}

/* What every message has beside its own texts. */
struct setting {
    const char *language, *site, *link;
};

/* The link, which leads on to `next` where somebody wanted another page ("?next=…"). */
static struct span link_text(struct arena *arena, const struct setting *setting, const json_t *texts)
{
    const char *const next = json_string_value(json_object_get(texts, "next"));

    if (!setting->link)
        return SPAN("");
    return span_of(next ? arena_printf(arena, "%s%s", setting->link, next) : setting->link);
}

static struct span place_text(struct arena *arena, const struct setting *setting, const json_t *texts,
                              const char *name)
{
    if (strcmp(name, "site") == 0)
        return span_of(setting->site);
    if (strcmp(name, "link") == 0)
        return link_text(arena, setting, texts);
    return value_text(arena, setting->language, json_object_get(texts, name));
}

/* The words of a key with their {places} filled. */
static struct span words(struct arena *arena, const struct setting *setting, const char *key,
                         const json_t *texts)
{
    struct span left = label(setting->language, key);
    struct buffer out = buffer_in(arena, left.length + 256);

    while (left.length > 0) {
        const char *const open = memchr(left.at, '{', left.length);
        const char *const close = open ? memchr(open, '}', left.length - (size_t)(open - left.at)) : NULL;

        if (!close) {
            buffer_span(&out, left);
            break;
        }
        buffer_add(&out, left.at, (size_t)(open - left.at));
        buffer_span(
            &out, place_text(arena, setting, texts, arena_copy(arena, open + 1, (size_t)(close - open - 1))));
        left.length -= (size_t)(close + 1 - left.at);
        left.at = close + 1;
    }
    return buffer_bytes(&out);
}

/* ---- one message ---- */

/* A row of the outbox. */
struct letter {
    const char *id, *template, *email, *language, *texts, *kind;
};

static const char *cell(struct arena *arena, const struct rows *rows, unsigned column)
{
    const struct span text = rows_text(rows, 0, column);

    return text.at ? arena_copy(arena, text.at, text.length) : NULL;
}

/* "https://example.org/lt/links/…"; NULL where the message has no link. False where it is not to be sent,
 * since the link would be a dead one: *ret_failure says why; NULL: the message is gone, with whom it was for.
 */
static bool link_make(struct mailer *mailer, struct arena *arena, const struct letter *letter,
                      const char **ret_link, const char **ret_failure)
{
    char secret[SECRET_SIZE];
    const char *place = "links";

    if (!letter->kind)
        return true;
    if (strcmp(letter->kind, "invitation") == 0)
        place = "invitations";
    else if (strcmp(letter->kind, "follow") == 0 || strcmp(letter->kind, "leave") == 0)
        place = letter->kind;
    secret_make(secret);

    const struct rows noted = ask(mailer, arena, &SQL_mail_link, 2,
                                  (const char *const[]){ letter->id, secret_hash(arena, span_of(secret)) });

    if (!noted.ok)
        *ret_failure = arena_printf(arena, "its link can't be noted: %s", db_message(mailer->db));
    if (!noted.ok || noted.count == 0 || !rows_bool(&noted, 0, 0))
        return false;
    *ret_link = arena_printf(arena, "%s/%s/%s/%s", mailer->site, letter->language, place, secret);
    return true;
}

static bool letter_write(struct mailer *mailer, struct arena *arena, const struct letter *letter,
                         const char *link, struct buffer *out)
{
    json_t *const texts = json_loads(letter->texts, 0, NULL);
    const struct setting setting = { letter->language, mailer->site, link };
    const struct message message = {
        .from = mailer->from,
        .to = letter->email,
        .id = letter->id,
        .host = mailer->host,
        .language = letter->language,
        .date = clock_now(),
        .leave = letter->kind && strcmp(letter->kind, "leave") == 0 ? setting.link : NULL,
        .subject = words(arena, &setting, arena_printf(arena, "mail.%s.subject", letter->template), texts),
        .body = words(arena, &setting, arena_printf(arena, "mail.%s.body", letter->template), texts),
    };
    const bool good = message_write(out, &message, !mailer->smtp);

    json_decref(texts);
    return good;
}

/* Whole or not at all: written beside and renamed. NULL: done. */
static const char *file_write(const char *folder, struct arena *arena, const char *id, struct span message)
{
    const char *const path = arena_printf(arena, "%s/%s.eml", folder, id);
    const char *const unfinished = arena_printf(arena, "%s.new", path);
    const int fd = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool good = fd >= 0;

    for (size_t done = 0; good && done < message.length;) {
        const ssize_t written = write(fd, message.at + done, message.length - done);

        good = written > 0;
        done += good ? (size_t)written : 0;
    }
    good = good && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good && rename(unfinished, path) == 0 ? NULL : strerror(errno);
}

/* Files go when the rows of messages that were sent do. */
static void folder_sweep(struct mailer *mailer)
{
    const int64_t now = clock_now();
    DIR *const folder = now - mailer->swept < SWEEP_SECONDS ? NULL : opendir(mailer->folder);
    const struct dirent *entry;
    struct stat file;

    if (!folder)
        return;
    mailer->swept = now;
    while ((entry = readdir(folder))) {
        const char *const end = strrchr(entry->d_name, '.');

        if (end && strcmp(end, ".eml") == 0 &&
            fstatat(dirfd(folder), entry->d_name, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
            now - (int64_t)file.st_mtime > KEEP_SECONDS)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
}

/* NULL: it went out. Else what went wrong; *ret_final where it would be so again. */
static const char *letter_pass(struct mailer *mailer, struct arena *arena, const struct letter *letter,
                               const char *link, bool *ret_final)
{
    struct buffer out = buffer_in(arena, 4096);

    if (!letter_write(mailer, arena, letter, link, &out)) {
        *ret_final = true;
        return "its address is none";
    }
    if (mailer->smtp)
        return smtp_send(mailer->smtp, letter->email, buffer_bytes(&out), ret_final);
    return file_write(mailer->folder, arena, letter->id, buffer_bytes(&out));
}

static void letter_send(struct mailer *mailer, struct arena *arena, const struct letter *letter)
{
    bool final = false;
    const char *failure = NULL, *link = NULL;

    if (link_make(mailer, arena, letter, &link, &failure))
        failure = letter_pass(mailer, arena, letter, link, &final);
    else if (!failure)
        return;

    const struct rows done = ask(mailer, arena, &SQL_mail_done, 3,
                                 (const char *const[]){ letter->id, failure, final ? "true" : "false" });
    const bool given_up = done.ok && done.count == 1 && rows_bool(&done, 0, 0);

    if (failure)
        log_event(LOG_WARNING, given_up ? "mail_given_up" : "mail_not_sent",
                  LOG_FIELD_TEXT("mail", letter->id), LOG_FIELD_TEXT("template", letter->template),
                  LOG_FIELD_TEXT("message", failure));
}

/* ---- the thread ---- */

static bool stop_asked(const struct mailer *mailer)
{
    eventfd_t value;

    return eventfd_read(mailer->stop_fd, &value) == 0;
}

/* Sends one. False where none is due, or another instance sends, or the database doesn't say. */
static bool send_next(struct mailer *mailer, struct arena *arena)
{
    const struct rows rows = ask(mailer, arena, &SQL_mail_take, 0, NULL);

    if (!rows.ok)
        return false;
    mailer->failing = false;
    if (rows.count == 0)
        return false;
    const struct letter letter = { cell(arena, &rows, 0), cell(arena, &rows, 1), cell(arena, &rows, 2),
                                   cell(arena, &rows, 3), cell(arena, &rows, 4), cell(arena, &rows, 5) };

    letter_send(mailer, arena, &letter);
    arena_reset(arena);
    return true;
}

static void *work(void *context)
{
    struct mailer *const mailer = context;
    struct arena *const arena = arena_create();
    while (!stop_asked(mailer)) {
        if (!mailer->listening)
            mailer->listening = db_ready(mailer->db) && db_run(mailer->db, "listen branchlight_mail");
        if (mailer->listening && send_next(mailer, arena))
            continue;
        arena_reset(arena);
        folder_sweep(mailer);
        if (db_wait(mailer->db, ROUND_MS, mailer->stop_fd) < 0)
            mailer->listening = false;
    }
    arena_destroy(arena);
    return NULL;
}

static bool folder_make(const char *folder, FILE *errors)
{
    if (mkdir(folder, 0700) == 0 || errno == EEXIST)
        return true;
    fprintf(errors,
            "branchlight: the folder %s for mail can't be made (%s); see that the state directory can be "
            "written to.\n",
            folder, strerror(errno));
    return false;
}

static void mailer_free(struct mailer *mailer)
{
    smtp_destroy(mailer->smtp);
    if (mailer->stop_fd >= 0)
        close(mailer->stop_fd);
    db_destroy(mailer->db);
    free(mailer);
}

struct mailer *mailer_start(const struct db_target *target, const struct config *config, const char *site,
                            const char *folder, FILE *errors)
{
    struct mailer *const mailer = calloc(1, sizeof *mailer);

    if (!mailer)
        abort();
    mailer->site = site;
    mailer->folder = folder;
    mailer->from = config->mail_from ? config->mail_from : "branchlight@localhost";
    snprintf(mailer->host, sizeof mailer->host, "%s",
             strchr(mailer->from, '@') ? strchr(mailer->from, '@') + 1 : "localhost");
    mailer->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    mailer->db = db_create(target, DB_JOBS, STATEMENT_MS);
    if (config->mail_server)
        mailer->smtp = smtp_create(config->mail_server, config->mail_from, config->mail_credentials, errors);
    const bool good =
        mailer->stop_fd >= 0 && (config->mail_server ? mailer->smtp != NULL : folder_make(folder, errors));

    if (good && pthread_create(&mailer->thread, NULL, work, mailer) == 0)
        return mailer;
    mailer_free(mailer);
    return NULL;
}

void mailer_stop(struct mailer *mailer)
{
    if (!mailer)
        return;
    smtp_interrupt(mailer->smtp);
    eventfd_write(mailer->stop_fd, 1);
    pthread_join(mailer->thread, NULL);
    mailer_free(mailer);
}

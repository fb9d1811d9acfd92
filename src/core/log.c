/* SPDX-License-Identifier: Apache-2.0
 *
 * A line is built on the stack and written with one write(2), so that lines of several threads never mix.
 * Request lines are collected per thread; the collecting buffers are registered once, so that one call
 * flushes all.
 *
 * A reader that stands still holds up nobody: what can't be written soon is lost, and how much is told when
 * there is somebody to tell again. */
#include "branchlight/log.h"

#include "branchlight/clock.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LINE_MAX_BYTES = 2048,
    COLLECT_BYTES = 16384,
    PIECE_BYTES = 4096, /* PIPE_BUF: what poll(2) calls writable takes so much without waiting */
    PATIENCE_MS = 100,
};

struct collector {
    pthread_mutex_t lock;
    struct collector *next;
    size_t used;
    char bytes[COLLECT_BYTES];
};

struct line {
    char bytes[LINE_MAX_BYTES];
    size_t used;
};

static enum log_level lowest = LOG_INFO;
static pthread_mutex_t collectors_lock = PTHREAD_MUTEX_INITIALIZER;
static struct collector *collectors; /* never freed: threads live as long as the process */
static _Thread_local struct collector *own_collector;

void log_set_level(enum log_level level)
{
    lowest = level;
}

_Bool log_enabled(enum log_level level)
{
    return level >= lowest;
}

/* Room for the closing brace and newline is always kept; what doesn't fit is cut inside its value. */
static void put(struct line *line, char byte)
{
    if (line->used < LINE_MAX_BYTES - 4)
        line->bytes[line->used++] = byte;
}

static void put_text(struct line *line, const char *text)
{
    for (; *text; text++)
        put(line, *text);
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static void put_string(struct line *line, const char *text)
{
    static const char hexadecimal[] = "0123456789abcdef";
    put(line, '"');
    for (; text && *text && line->used < LINE_MAX_BYTES - 16; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte == 0x7F) {
            put_text(line, "\\u00");
            put(line, hexadecimal[byte >> 4]);
            put(line, hexadecimal[byte & 15]);
            continue;
        }
        if (byte == '"' || byte == '\\')
            put(line, '\\');
        put(line, (char)byte);
    }
    if (text && continues(*text)) { /* cut inside a UTF-8 sequence: all of it goes */
        while (continues(line->bytes[line->used - 1]))
            line->used--;
        line->used -= (unsigned char)line->bytes[line->used - 1] >= 0xC0;
    }
    put(line, '"');
}

static void put_member(struct line *line, const char *name)
{
    if (line->used > 1)
        put(line, ',');
    put_string(line, name);
    put(line, ':');
}

/* printf is most of what a request's line would cost; these two are what it needs. */
static void put_integer(struct line *line, int64_t value)
{
    char digits[24];
    unsigned length = 0;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[length++] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        put(line, '-');
    while (length > 0)
        put(line, digits[--length]);
}

/* The second is formatted once for all lines that a thread writes in it. */
static void put_time(struct line *line, int64_t now_ms)
{
    static _Thread_local char text[21];
    static _Thread_local int64_t second = INT64_MIN;
    if (now_ms / 1000 != second) {
        second = now_ms / 1000;
        clock_format(second, text);
    }
    put(line, '"');
    for (unsigned i = 0; i < 19; i++)
        put(line, text[i]);
    put(line, '.');
    for (int64_t unit = 100; unit > 0; unit /= 10)
        put(line, (char)('0' + now_ms / unit % 10));
    put_text(line, "Z\"");
}

static void format_line(struct line *line, enum log_level level, const char *event,
                        const struct log_field *fields)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    line->used = 0;
    put(line, '{');
    put_member(line, "time");
    put_time(line, clock_now_ms());
    put_member(line, "level");
    put_string(line, names[level]);
    put_member(line, "event");
    put_string(line, event);
    for (; fields && fields->name; fields++) {
        if (line->used > LINE_MAX_BYTES - 64)
            break;
        put_member(line, fields->name);
        if (fields->kind == LOG_TEXT)
            put_string(line, fields->text);
        else
            put_integer(line, fields->integer);
    }
    line->bytes[line->used++] = '}';
    line->bytes[line->used++] = '\n';
}

static void write_whole(const char *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(STDERR_FILENO, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* nobody reads the log: nothing sensible is left to do */
        bytes += written;
        length -= (size_t)written;
    }
}

/* What is known of the reader, and the lines lost since it was last there. */
static pthread_mutex_t reader_lock = PTHREAD_MUTEX_INITIALIZER;
static bool reader_stuck;
static int64_t lines_lost;

/* A reader that was waited for in vain is not waited for again. */
static bool reader_ready(void)
{
    struct pollfd reader = { .fd = STDERR_FILENO, .events = POLLOUT };

    reader_stuck = poll(&reader, 1, reader_stuck ? 0 : PATIENCE_MS) == 0;
    return !reader_stuck;
}

static void loss_tell(void)
{
    struct line line;
    const struct log_field fields[] = { LOG_FIELD_INT("lines", lines_lost), { 0 } };

    format_line(&line, LOG_WARNING, "log_lines_lost", fields);
    lines_lost = 0;
    write_whole(line.bytes, line.used);
}

/* As many whole lines as one piece holds. */
static size_t piece_of(const char *lines, size_t length)
{
    const char *const end = length > PIECE_BYTES ? memrchr(lines, '\n', PIECE_BYTES) : NULL;

    return end ? (size_t)(end - lines) + 1 : length;
}

static void write_lines(const char *lines, size_t length)
{
    pthread_mutex_lock(&reader_lock);
    while (length > 0) {
        const size_t piece = piece_of(lines, length);

        if (!reader_ready())
            break;
        if (lines_lost > 0) {
            loss_tell();
            continue;
        }
        write_whole(lines, piece);
        lines += piece;
        length -= piece;
    }
    for (size_t i = 0; i < length; i++)
        lines_lost += lines[i] == '\n';
    pthread_mutex_unlock(&reader_lock);
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
    struct line line;
    if (!log_enabled(level))
        return;
    format_line(&line, level, event, fields);
    write_lines(line.bytes, line.used);
}

static struct collector *collector_get(void)
{
    if (own_collector)
        return own_collector;
    own_collector = calloc(1, sizeof *own_collector);
    if (!own_collector)
        return NULL;
    pthread_mutex_init(&own_collector->lock, NULL);
    pthread_mutex_lock(&collectors_lock);
    own_collector->next = collectors;
    collectors = own_collector;
    pthread_mutex_unlock(&collectors_lock);
    return own_collector;
}

static void collector_flush(struct collector *collector)
{
    write_lines(collector->bytes, collector->used);
    collector->used = 0;
}

void log_collect(enum log_level level, const char *event, const struct log_field *fields)
{
    struct line line;
    if (!log_enabled(level))
        return;
    format_line(&line, level, event, fields);
    struct collector *collector = collector_get();
    if (!collector) {
        write_lines(line.bytes, line.used);
        return;
    }
    pthread_mutex_lock(&collector->lock);
    if (collector->used + line.used > sizeof collector->bytes)
        collector_flush(collector);
    memcpy(collector->bytes + collector->used, line.bytes, line.used);
    collector->used += line.used;
    pthread_mutex_unlock(&collector->lock);
}

void log_flush(void)
{
    if (!own_collector)
        return;
    pthread_mutex_lock(&own_collector->lock);
    collector_flush(own_collector);
    pthread_mutex_unlock(&own_collector->lock);
}

void log_flush_all(void)
{
    pthread_mutex_lock(&collectors_lock);
    for (struct collector *collector = collectors; collector; collector = collector->next) {
        pthread_mutex_lock(&collector->lock);
        collector_flush(collector);
        pthread_mutex_unlock(&collector->lock);
    }
    pthread_mutex_unlock(&collectors_lock);
}

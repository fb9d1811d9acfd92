/* SPDX-License-Identifier: Apache-2.0
 *
 * The log: one JSON object a line on standard error, each line written whole. Request lines are collected per
 * thread and flushed at least once a second (log_flush by the owner thread or the ticker). A reader that
 * doesn't read (a full pipe) is waited for a tenth of a second, once; then lines are lost, and
 * "log_lines_lost" says how many. Never logged: a query string (it holds positions), a token, a visitor's
 * address, a personal field.
 */
#ifndef BRANCHLIGHT_LOG_H
#define BRANCHLIGHT_LOG_H

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* The lowest level that is written (default LOG_INFO). Set before threads start. */
void log_set_level(enum log_level level);

/* Whether `level` is written at all: for callers whose arguments cost something. */
_Bool log_enabled(enum log_level level);

/* {"time":…,"level":…,"event":event, then pairs of name and value}. Fields come as a NULL-terminated list of
 * struct log_field; values are escaped. `event` is a constant in snake_case. log_event takes one field or
 * more; log_write with NULL for none. */
struct log_field {
    const char *name;
    enum { LOG_TEXT, LOG_INTEGER } kind;
    const char *text;
    int64_t integer;
};
#define LOG_FIELD_TEXT(n, t) ((struct log_field){ (n), LOG_TEXT, (t), 0 })
#define LOG_FIELD_INT(n, i)  ((struct log_field){ (n), LOG_INTEGER, 0, (i) })
#define log_event(level, event, ...)                                                                         \
    log_write((level), (event), (const struct log_field[]){ __VA_ARGS__, { 0 } })
void log_write(enum log_level level, const char *event, const struct log_field *fields);

/* The same, but collected in this thread and written with others: for request lines. */
void log_collect(enum log_level level, const char *event, const struct log_field *fields);

/* Writes what this thread, or every thread, has collected. */
void log_flush(void);
void log_flush_all(void);

#endif

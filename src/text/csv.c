/* SPDX-License-Identifier: Apache-2.0
 *
 * CSV cells. Only text can be mistaken for a formula: numbers are written by us. */
#include "branchlight/csv.h"

#include "branchlight/clock.h"

static void separate(struct csv_row *row)
{
    if (!row->first)
        buffer_char(row->out, ',');
    row->first = false;
}

static bool has_any(struct span text, const char *bytes, size_t count)
{
    for (size_t i = 0; i < text.length; i++) {
        if (memchr(bytes, text.at[i], count))
            return true;
    }
    return false;
}

void csv_text(struct csv_row *row, struct span text)
{
    separate(row);
    const bool formula = text.length > 0 && text.at[0] != '\0' && strchr("=+-@\t\r", text.at[0]);
    if (!has_any(text, ",\"\r\n\t", 5)) {
        if (formula)
            buffer_char(row->out, '\'');
        buffer_span(row->out, text);
        return;
    }
    buffer_char(row->out, '"');
    if (formula)
        buffer_char(row->out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"')
            buffer_char(row->out, '"');
        buffer_char(row->out, text.at[i]);
    }
    buffer_char(row->out, '"');
}

void csv_int(struct csv_row *row, int64_t value)
{
    separate(row);
    buffer_int(row->out, value);
}

void csv_degrees(struct csv_row *row, double degrees)
{
    separate(row);
    buffer_fixed(row->out, degrees, 6);
}

void csv_bool(struct csv_row *row, bool value)
{
    separate(row);
    buffer_text(row->out, value ? "true" : "false");
}

void csv_instant(struct csv_row *row, int64_t unix_seconds)
{
    char text[21];
    separate(row);
    if (unix_seconds == 0)
        return;
    clock_format(unix_seconds, text);
    buffer_text(row->out, text);
}

void csv_empty(struct csv_row *row)
{
    separate(row);
}

void csv_end(struct csv_row *row)
{
    buffer_add(row->out, "\r\n", 2);
    row->first = true;
}

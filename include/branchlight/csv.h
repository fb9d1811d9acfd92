/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of CSV (RFC 4180): cells between commas, rows ended by CRLF, UTF-8. A text cell that a spreadsheet
 * would take for a formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe before it
 * (OWASP, CSV injection).
 */
#ifndef BRANCHLIGHT_CSV_H
#define BRANCHLIGHT_CSV_H

#include "branchlight/buffer.h"

#include <stdint.h>

/* A row being written: begin with { out, true }. */
struct csv_row {
    struct buffer *out;
    bool first; /* no cell yet */
};

/* The next cell: text (an absent one is empty), a whole number, degrees with 6 decimals, true or false, an
 * instant (0: empty). */
void csv_text(struct csv_row *row, struct span text);
void csv_int(struct csv_row *row, int64_t value);
void csv_degrees(struct csv_row *row, double degrees);
void csv_bool(struct csv_row *row, bool value);
void csv_instant(struct csv_row *row, int64_t unix_seconds);
/* An empty cell. */
void csv_empty(struct csv_row *row);
/* Ends the row. */
void csv_end(struct csv_row *row);

#endif

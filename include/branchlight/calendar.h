/* SPDX-License-Identifier: Apache-2.0
 *
 * Content lines of iCalendar (RFC 5545, 3.1): name, parameters, value. A line is ended by CRLF and folded
 * where it would have more than 75 octets, never inside a character; readers put it together again.
 */
#ifndef BRANCHLIGHT_CALENDAR_H
#define BRANCHLIGHT_CALENDAR_H

#include "branchlight/buffer.h"

/* A value that is no text (an instant, an address, a number), as it is: no control characters in it. `name`
 * may have parameters of ours behind it: "REFRESH-INTERVAL;VALUE=DURATION". */
void calendar_line(struct buffer *out, const char *name, struct span value);

/* A text in UTF-8, escaped (3.3.11); control characters that it can't hold are dropped. `language` (ISO
 * 639-1; absent: none) becomes its parameter. An absent or empty text is no line. */
void calendar_text(struct buffer *out, const char *name, struct span language, struct span text);

/* The same for an instant, in UTC: "20261126T150000Z". */
void calendar_instant(struct buffer *out, const char *name, int64_t unix_seconds);

#endif

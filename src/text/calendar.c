/* SPDX-License-Identifier: Apache-2.0
 *
 * Content lines. Folding counts octets and the blank that a continued line begins with. Most of a text needs
 * nothing but that, so it is put in runs; hundreds of events are made while others wait. */
#include "branchlight/calendar.h"

#include "branchlight/clock.h"

enum { LINE_MAX = 75, DELETE = 0x7F, C1_LEAD = 0xC2, C1_END = 0xA0 };

struct line {
    struct buffer *out;
    size_t octets; /* of the line at hand */
};

static void line_fold(struct line *line)
{
    buffer_text(line->out, "\r\n ");
    line->octets = 1;
}

/* What stays together. */
static void piece_put(struct line *line, const char *bytes, size_t length)
{
    if (line->octets + length > LINE_MAX)
        line_fold(line);
    buffer_add(line->out, bytes, length);
    line->octets += length;
}

static bool goes_on(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* How much of `run` fits into `room` without cutting a character. */
static size_t fitting(struct span run, size_t room)
{
    size_t cut = room;

    if (run.length <= room)
        return run.length;
    while (cut > 0 && goes_on(run.at[cut]))
        cut--;
    return cut > 0 || room < LINE_MAX - 1 ? cut : room; /* no character is that long: it isn't UTF-8 */
}

static void run_put(struct line *line, struct span run)
{
    while (run.length > 0) {
        const size_t length = fitting(run, LINE_MAX - line->octets);

        buffer_add(line->out, run.at, length);
        line->octets += length;
        run.at += length;
        run.length -= length;
        if (run.length > 0)
            line_fold(line);
    }
}

static struct line line_begin(struct buffer *out, const char *name, struct span language)
{
    struct line line = { out, 0 };

    piece_put(&line, name, strlen(name));
    if (language.length > 0) {
        piece_put(&line, ";LANGUAGE=", sizeof ";LANGUAGE=" - 1);
        piece_put(&line, language.at, language.length);
    }
    piece_put(&line, ":", 1);
    return line;
}

void calendar_line(struct buffer *out, const char *name, struct span value)
{
    struct line line = line_begin(out, name, (struct span){ 0 });

    run_put(&line, value);
    buffer_text(out, "\r\n");
}

/* Whether a text's byte has to be looked at: what is escaped or dropped, and the lead of the second row of
 * control characters, C1 (U+0080 to U+009F). */
static bool is_special(char byte)
{
    const unsigned char value = (unsigned char)byte;

    return (value < ' ' && value != '\t') || value == ',' || value == ';' || value == '\\' ||
           value == DELETE || value == C1_LEAD;
}

/* Puts what begins with a special byte; gives how many bytes that are. */
static size_t special_put(struct line *line, struct span rest)
{
    const char first = rest.at[0], escaped[2] = { '\\', first };

    if ((unsigned char)first == C1_LEAD && rest.length > 1) {
        if ((unsigned char)rest.at[1] >= C1_END)
            piece_put(line, rest.at, 2);
        return 2;
    }
    if (first == '\n')
        piece_put(line, "\\n", 2);
    else if (first == ',' || first == ';' || first == '\\')
        piece_put(line, escaped, sizeof escaped);
    return 1;
}

void calendar_text(struct buffer *out, const char *name, struct span language, struct span text)
{
    struct line line;

    if (text.length == 0)
        return;
    line = line_begin(out, name, language);
    while (text.length > 0) {
        struct span run = { text.at, 0 };
        size_t taken;

        while (run.length < text.length && !is_special(text.at[run.length]))
            run.length++;
        run_put(&line, run);
        taken = run.length < text.length
                    ? special_put(&line, (struct span){ text.at + run.length, text.length - run.length })
                    : 0;
        text.at += run.length + taken;
        text.length -= run.length + taken;
    }
    buffer_text(out, "\r\n");
}

void calendar_instant(struct buffer *out, const char *name, int64_t unix_seconds)
{
    char text[21], compact[17];
    size_t length = 0;

    clock_format(unix_seconds, text);
    for (const char *at = text; *at && length < sizeof compact; at++) {
        if (*at != '-' && *at != ':')
            compact[length++] = *at;
    }
    calendar_line(out, name, (struct span){ compact, length });
}

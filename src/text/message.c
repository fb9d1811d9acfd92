/* SPDX-License-Identifier: Apache-2.0
 *
 * Headers are made of what can't end them: addresses are looked at byte by byte, and a subject that has
 * anything but printable ASCII is encoded. */
#include "branchlight/message.h"

#include <sodium.h>
#include <time.h>

enum { QUOTED_LINE = 75, WORD_BYTES = 39, ADDRESS_MAX = 254 };

/* No space, no control character, no bracket; one '@' inside. */
static bool address_good(const char *address)
{
    const char *const at = address ? strchr(address, '@') : NULL;

    if (!at || at == address || at[1] == '\0' || strchr(at + 1, '@') || strlen(address) > ADDRESS_MAX)
        return false;
    for (const char *byte = address; *byte; byte++) {
        if ((unsigned char)*byte <= ' ' || *byte == 0x7F || strchr("<>()\",;:\\", *byte))
            return false;
    }
    return true;
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* How many bytes of whole characters fit into `most`. */
static size_t whole(struct span text, size_t most)
{
    size_t length = text.length < most ? text.length : most;

    while (length > 0 && length < text.length && continues(text.at[length]))
        length--;
    return length;
}

/* Encoded words (RFC 2047) of at most 75 characters, on lines of their own. */
static void words_write(struct buffer *out, struct span text)
{
    for (size_t at = 0; at < text.length;) {
        const size_t taken = whole((struct span){ text.at + at, text.length - at }, WORD_BYTES);
        const size_t size = sodium_base64_ENCODED_LEN(taken, sodium_base64_VARIANT_ORIGINAL);
        char *const encoded = arena_alloc(out->arena, size);

        sodium_bin2base64(encoded, size, (const unsigned char *)text.at + at, taken,
                          sodium_base64_VARIANT_ORIGINAL);
        buffer_text(out, at > 0 ? "\r\n " : "");
        buffer_printf(out, "=?UTF-8?B?%s?=", encoded);
        at += taken > 0 ? taken : text.length;
    }
}

static void subject_write(struct buffer *out, struct span subject)
{
    const size_t length = whole(subject, MESSAGE_SUBJECT_MAX);
    char *const plain = arena_copy(out->arena, subject.at ? subject.at : "", length);
    bool ascii = length <= QUOTED_LINE - sizeof "Subject: ";

    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)plain[i] < ' ' || plain[i] == 0x7F)
            plain[i] = ' ';
        ascii = ascii && (unsigned char)plain[i] < 0x80;
    }
    buffer_text(out, "Subject: ");
    if (ascii && !strstr(plain, "=?"))
        buffer_add(out, plain, length);
    else
        words_write(out, (struct span){ plain, length });
    buffer_text(out, "\r\n");
}

static void date_write(struct buffer *out, int64_t date)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const time_t seconds = (time_t)date;
    struct tm utc;

    gmtime_r(&seconds, &utc);
    buffer_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[utc.tm_wday], utc.tm_mday,
                  months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

static void plain_write(struct buffer *out, struct span body)
{
    for (size_t i = 0; i < body.length; i++) {
        if (body.at[i] == '\n')
            buffer_text(out, "\r\n");
        else if (body.at[i] != '\r' && body.at[i] != '\0')
            buffer_char(out, body.at[i]);
    }
    buffer_text(out, "\r\n");
}

/* RFC 2045, 6.7. */
static void quoted_write(struct buffer *out, struct span body)
{
    size_t column = 0;

    for (size_t i = 0; i < body.length; i++) {
        const unsigned char byte = (unsigned char)body.at[i];
        const bool last = i + 1 == body.length || body.at[i + 1] == '\n';
        const bool itself = (byte > ' ' && byte < 0x7F && byte != '=') || (byte == ' ' && !last);

        if (byte == '\n') {
            buffer_text(out, "\r\n");
            column = 0;
            continue;
        }
        if (column + (itself ? 1 : 3) > QUOTED_LINE) {
            buffer_text(out, "=\r\n");
            column = 0;
        }
        if (itself)
            buffer_char(out, (char)byte);
        else
            buffer_printf(out, "=%02X", byte);
        column += itself ? 1 : 3;
    }
    buffer_text(out, "\r\n");
}

bool message_write(struct buffer *out, const struct message *message, bool plain)
{
    if (!address_good(message->from) || !address_good(message->to))
        return false;
    buffer_printf(out, "From: Branchlight <%s>\r\nTo: <%s>\r\n", message->from, message->to);
    subject_write(out, message->subject);
    date_write(out, message->date);
    buffer_printf(out, "Message-ID: <%s@%s>\r\n", message->id, message->host);
    if (message->leave)
        buffer_printf(out,
                      "List-Unsubscribe:\r\n <%s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                      message->leave);
    /* No answering machine is to answer (RFC 3834). */
    buffer_printf(out,
                  "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Language: %s\r\n"
                  "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n",
                  message->language, plain ? "8bit" : "quoted-printable");
    (plain ? plain_write : quoted_write)(out, message->body);
    return true;
}

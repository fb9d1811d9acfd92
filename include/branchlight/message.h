/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages as they travel: RFC 5322 with text in UTF-8 (RFC 2045, 2047).
 */
#ifndef BRANCHLIGHT_MESSAGE_H
#define BRANCHLIGHT_MESSAGE_H

#include "branchlight/buffer.h"

enum { MESSAGE_SUBJECT_MAX = 200 }; /* bytes; longer ones are cut between characters */

struct message {
    const char *from, *to; /* addresses */
    const char *id;        /* of letters, digits and '-'; Message-ID is <id@host> */
    const char *host;      /* "example.org" */
    const char *language;  /* "lt" */
    int64_t date;          /* Unix seconds */
    const char *leave;     /* address that ends such messages by one POST (RFC 8058); NULL: none does */
    struct span subject;   /* UTF-8; control characters become spaces */
    struct span body;      /* UTF-8, lines ended by LF */
};

/* Lines end in CR LF. With `plain` the text stands as it is (8bit), so that a file can be read; else it is
 * quoted-printable, which every server takes. False where an address isn't one: nothing of it gets into a
 * header then. */
bool message_write(struct buffer *out, const struct message *message, bool plain);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /.well-known/security.txt (RFC 9116): whom to tell of a weakness of this installation. Not there unless
 * the operator named a contact: an address that nobody reads would be worse. */
#include "branchlight/clock.h"
#include "branchlight/contact.h"
#include "branchlight/i18n.h"
#include "branchlight/operation.h"
#include "branchlight/pages.h"

/* The RFC wants less than a year. Counted from midnight: so the text is the same all day. */
enum { DAY = 86400, VALID_DAYS = 180 };

static void languages_write(struct buffer *out)
{
    buffer_text(out, "Preferred-Languages: ");
    for (unsigned i = 0; i < language_count(); i++)
        buffer_printf(out, "%s%s", i > 0 ? ", " : "", language_code(i));
    buffer_char(out, '\n');
}

static struct reply answer(struct request *rq)
{
    struct buffer out = buffer_in(rq->arena, 512);
    char expires[21];

    if (!rq->contact)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    clock_format((rq->now / DAY + VALID_DAYS) * DAY, expires);
    buffer_printf(&out, "Contact: %s\nExpires: %s\n", contact_url(rq->arena, rq->contact), expires);
    languages_write(&out);
    if (rq->public_url && span_starts(span_of(rq->public_url), SPAN("https://")))
        buffer_printf(&out, "Canonical: %s/.well-known/security.txt\n", rq->public_url);
    return reply_body(rq, "text/plain; charset=utf-8", &out);
}

const struct operation security_get = {
    .summary = "Tell whom to write to about weaknesses",
    PAGE,
    .answer = answer,
};

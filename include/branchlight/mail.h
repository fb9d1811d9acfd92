/* SPDX-License-Identifier: Apache-2.0
 *
 * Mail. mail_put() writes a message into the outbox, in the request's transaction: if that is rolled back,
 * nobody is told of what didn't happen; if it is committed, the message is sent, tried again for three days
 * if need be.
 *
 * The words are the catalogues' `mail.<template>.subject` and `mail.<template>.body`, in the recipient's
 * language, with {places} filled from `texts`; {site} is where people reach the site, {link} the message's
 * link. The secret in a link is made as the message is sent: none is ever stored.
 *
 *     mail_put(rq, &(struct mail){ .template = "reminder", .user = user,
 *                                  .texts = (const char *const[]){ "point", name, NULL } });
 *
 * Jobs, which have no request, call people.mail_put() of the database (sql/queries/mail_put.sql); there a
 * text may also be {"key": "status.working"}, the catalogue's words of that key, or a list of lines
 * [["10:05", key], …].
 */
#ifndef BRANCHLIGHT_MAIL_H
#define BRANCHLIGHT_MAIL_H

#include "branchlight/operation.h"

struct mail {
    const char *template;     /* lower-case letters and '_' */
    const char *user;         /* id: goes to their address in their language, unless these say otherwise: */
    const char *email;        /* in lower case; NULL: the user's */
    const char *language;     /* "lt"; NULL: the user's */
    const char *const *texts; /* name, value, name, value …, NULL; NULL: none */
    const char *link;         /* "sign_in", "email" (both need `user`), "invitation"; NULL: no link */
    const char *invitation;   /* id; for a link of that kind */
};

/* A user without an address, or one who is shut out, gets none. */
void mail_put(struct request *rq, const struct mail *mail);

#endif

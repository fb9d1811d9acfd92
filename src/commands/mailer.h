/* SPDX-License-Identifier: Apache-2.0
 *
 * The sender of what is in the outbox (people.mail), on a thread of its own. */
#ifndef BRANCHLIGHT_MAILER_H
#define BRANCHLIGHT_MAILER_H

#include "branchlight/config.h"
#include "branchlight/db.h"
#include "branchlight/span.h"

struct mailer;

/* NULL after one sentence on `errors`. `site` is where people reach us, "https://example.org"; without a mail
 * server messages become files in `folder`, which is made. All are borrowed. */
struct mailer *mailer_start(const struct db_target *target, const struct config *config, const char *site,
                            const char *folder, FILE *errors);
/* NULL is allowed. A message that is being sent is broken off, and sent by who comes next. */
void mailer_stop(struct mailer *mailer);

/* ---- SMTP (mailer_smtp.c) ---- */

struct smtp;

/* Credentials are a file of two lines, user and password; NULL: none. NULL after one sentence on `errors`. */
struct smtp *smtp_create(const char *server, const char *from, const char *credentials, FILE *errors);
void smtp_destroy(struct smtp *smtp);
/* From another thread: what is being sent, and whatever would be, is broken off. NULL is allowed. */
void smtp_interrupt(struct smtp *smtp);
/* NULL: the server took it. Else what went wrong; *ret_final where it would be so again. */
const char *smtp_send(struct smtp *smtp, const char *to, struct span message, bool *ret_final);

#endif

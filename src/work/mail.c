/* SPDX-License-Identifier: Apache-2.0 */
#include "branchlight/mail.h"

#include "branchlight/work.h"
#include "queries.h"

void mail_put(struct request *rq, const struct mail *mail)
{
    struct buffer texts = buffer_in(rq->arena, 256);
    const char *before = "{";

    for (const char *const *pair = mail->texts; pair && pair[0]; pair += 2) {
        buffer_text(&texts, before);
        json_put_string(&texts, span_of(pair[0]));
        buffer_char(&texts, ':');
        json_put_string(&texts, span_of(pair[1] ? pair[1] : ""));
        before = ",";
    }
    if (*before == '{')
        buffer_char(&texts, '{');
    buffer_add(&texts, "}", 2); /* with its NUL */
    WORK_QUERY(rq, SQL_mail_put, mail->template, mail->user, mail->email, mail->language, texts.bytes,
               mail->link, mail->invitation);
}

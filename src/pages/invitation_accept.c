/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/invitations/{token}: accept it, once, and be signed in. The row's lock decides among many who
 * come at the same time. */
#include "invitation_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .summary = "The link's secret", .example = "c2VjcmV0" },
    { "email", IN_BODY, T_EMAIL, .summary = "Of who accepts, where the invitation names nobody" },
    { "name", IN_BODY, T_TEXT, .max = 100, .summary = "Likewise" },
};

static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];
    struct reply reply;

    if (rq->error_count > 0)
        return invitation_show(rq, 422);
    secret_make(secret);
    const struct rows rows =
        WORK_QUERY(rq, SQL_invitation_accept, secret_hash(rq->arena, arg(rq, "token")->text),
                   secret_hash(rq->arena, span_of(secret)), auth_label(rq), arg_value(rq, "email"),
                   arg_value(rq, "name"));

    if (!rows.ok || rows.count == 0)
        return invitation_show(rq, 410);
    if (rows_null(&rows, 0, 0)) {
        param_error(rq, "email",
                    strcmp(cell_string(rq, &rows, 0, 1), "email_taken") == 0 ? "email_taken" : "required",
                    NULL);
        return invitation_show(rq, 422);
    }
    const bool device = strcmp(cell_string(rq, &rows, 0, 1), "device") == 0;

    reply = see_other(rq, device ? "staff/" : "staff/account?welcome=true");
    auth_cookie(rq, &reply, secret, rows_int(&rows, 0, 2));
    return reply;
}

const struct operation invitation_accept = {
    .summary = "Accept an invitation",
    PARAMS(params),
    .formats = FORMAT_BIT(FORMAT_HTML),
    .lenient = true,
    .run = run,
};

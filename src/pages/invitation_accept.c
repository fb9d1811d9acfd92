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

/* Why its holder must say first who they are; NULL where all is well. */
static const char *hindrance(const char *kind)
{
    if (strcmp(kind, "email_missing") == 0)
        return "required";
    return strcmp(kind, "email_taken") == 0 || strcmp(kind, "sign_in_first") == 0 ? kind : NULL;
}

static struct reply accepted(struct request *rq, const struct rows *rows, const char *secret)
{
    const char *const kind = cell_string(rq, rows, 0, 1), *const wrong = hindrance(kind);
    struct reply reply;

    if (wrong) {
        param_error(rq, "email", wrong, NULL);
        return invitation_show(rq, strcmp(wrong, "sign_in_first") == 0 ? 403 : 422);
    }
    reply = see_other(rq, strcmp(kind, "person") == 0 ? "staff/account?welcome=true" : "staff/");
    if (strcmp(kind, "granted") != 0)
        auth_cookie(rq, &reply, secret, rows_int(rows, 0, 2));
    return reply;
}

static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];

    if (rq->error_count > 0)
        return invitation_show(rq, 422);
    secret_make(secret);
    const struct rows rows =
        WORK_QUERY(rq, SQL_invitation_accept, secret_hash(rq->arena, arg(rq, "token")->text),
                   secret_hash(rq->arena, span_of(secret)), auth_label(rq), arg_value(rq, "email"),
                   arg_value(rq, "name"));

    if (!rows.ok || rows.count == 0)
        return invitation_show(rq, 410);
    return accepted(rq, &rows, secret);
}

const struct operation invitation_accept = {
    .summary = "Accept an invitation",
    PARAMS(params),
    PAGE,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/links/{token}: signs in, or makes an address one's own. Once. */
#include "branchlight/pages.h"
#include "link_parts.h"
#include "queries.h"
#include "sign_in_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .summary = "The link's secret", .example = "c2VjcmV0" },
    { "code", IN_BODY, T_TEXT, .max = 10, .secret = true,
      .summary = "Of the second factor, where there is one" },
};

/* The step of the code, where signing in takes one; NULL where none is taken. False where rq->errors say why
 * not. Codes are guessed no faster here than with a passphrase. */
static bool step_take(struct request *rq, const char *hash, const char **ret_step)
{
    const struct rows rows = WORK_QUERY(rq, SQL_link_look, hash);
    int64_t step, seconds;

    *ret_step = NULL;
    if (!rows.ok || rows.count == 0 || rows_null(&rows, 0, 3) ||
        !span_equal(rows_text(&rows, 0, 0), SPAN("sign_in")))
        return true;
    rq->keep_failure = true;
    seconds = code_take(rq, cell_string(rq, &rows, 0, 2));
    if (seconds > 0) {
        param_error(rq, "code", "wait", "seconds", arena_printf(rq->arena, "%lld", (long long)seconds), NULL);
        return false;
    }
    step = code_confirm(rq, cell_string(rq, &rows, 0, 3));
    *ret_step = arena_printf(rq->arena, "%lld", (long long)step);
    return step != 0;
}

static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];
    const char *const hash = secret_hash(rq->arena, arg(rq, "token")->text), *step;
    struct reply reply;

    if (rq->error_count > 0 || !step_take(rq, hash, &step))
        return link_show(rq, 422);
    secret_make(secret);
    const struct rows rows =
        WORK_QUERY(rq, SQL_link_use, hash, secret_hash(rq->arena, span_of(secret)), auth_label(rq), step);
    const char *const kind = rows.ok && rows.count == 1 ? cell_string(rq, &rows, 0, 0) : NULL;

    if (!kind)
        return link_show(rq, 410);
    if (strcmp(kind, "code") == 0) {
        param_error(rq, "code", "wrong_code", NULL);
        return link_show(rq, 422);
    }
    if (strcmp(kind, "sign_in_first") == 0)
        return link_show(rq, 403);
    if (strcmp(kind, "email") == 0)
        return see_other(rq, rq->actor ? "staff/account?done=email_changed" : "staff/sign-in");
    reply = reply_redirect(rq, 303, sign_in_next(rq, "staff/account?done=by_mail"));
    auth_cookie(rq, &reply, secret, SESSION_SECONDS);
    return reply;
}

const struct operation link_use = {
    .summary = "Use a link in mail",
    PARAMS(params),
    .shared = { &next_query },
    PAGE,
    .run = run,
};

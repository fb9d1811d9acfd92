/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/account/second-factor: a new secret, as a code for an authenticator app's camera and as
 * letters. Nothing is kept until a code shows that the app has it: the form brings the secret back. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/qr.h"
#include "queries.h"
#include "totp_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

/* In groups of four, as one reads it out. */
static const char *spaced(struct request *rq, const char *secret)
{
    struct buffer out = buffer_in(rq->arena, 64);

    for (size_t i = 0; secret[i]; i++) {
        if (i > 0 && i % 4 == 0)
            buffer_char(&out, ' ');
        buffer_char(&out, secret[i]);
    }
    buffer_char(&out, '\0');
    return out.bytes;
}

struct reply totp_show(struct request *rq, unsigned status, const char *secret)
{
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "staff.totp.title"), "staff/account/second-factor", "account");
    const struct rows state = WORK_QUERY(rq, SQL_account_state, rq->actor->email);
    const char *const uri = second_factor_uri(rq, secret);
    struct span path;
    unsigned modules;

    view_set_string(view, "action", page_path(rq, "staff/account/second-factor"));
    view_set_string(view, "secret", secret);
    view_set_string(view, "letters", spaced(rq, secret));
    view_set_string(view, "uri", uri);
    if (qr_path(rq->arena, uri, &path, &modules)) {
        struct view *const code = view_set_object(view, "qr");

        view_set_text(code, "path", path);
        view_set_int(code, "sides", modules + 8);
    }
    view_set_bool(view, "asks_present", state.ok && state.count == 1 && rows_bool(&state, 0, 0));
    form_set(rq, view);
    return shell_reply(rq, status, "staff_totp_page", view);
}

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    return totp_show(rq, 200, totp_make(rq->arena));
}

const struct operation staff_totp_page = {
    .summary = "Second factor",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/account: one's name, passphrase, and wherever one is signed in. A phone that was enrolled
 * sees that last part only. */
#include "account_parts.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "queries.h"
#include "zoned.h"

static const char *const doings[] = { "saved", "passphrase",    "ended",   "totp", "totp_removed",
                                      "email", "email_changed", "by_mail", NULL };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "welcome", IN_QUERY, T_BOOL, .summary = "Whether an invitation was just accepted" },
    { "done", IN_QUERY, T_CHOICE, .choices = doings, .summary = "What was just done" },
};

static void access_set(struct request *rq, struct view *view)
{
    const struct rows rows = work_query(rq, &SQL_account_access, 0, NULL);
    struct view *const list = view_set_list(view, "access");

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        const char *const kind = cell_string(rq, &rows, i, 0);

        if (strcmp(kind, "key") == 0) /* they have a page of their own */
            continue;
        struct view *const one = view_add_object(list);
        const struct span zone = rows_text(&rows, i, 7);

        view_set_string(one, "kind", kind);
        view_set_bool(one, kind, true);
        view_set_string(one, "id", cell_string(rq, &rows, i, 1));
        view_set_string(one, "name", cell_string(rq, &rows, i, 2));
        view_set_text(one, "used", zoned_age(rq, rows_int(&rows, i, 4), zone));
        view_set_text(one, "until", zoned_date(rq, rows_int(&rows, i, 5), zone));
        view_set_bool(one, "current", rows_bool(&rows, i, 6));
    }
}

static void languages_set(struct request *rq, struct view *view)
{
    struct view *const list = view_set_list(view, "mail_languages");

    for (unsigned i = 0; i < language_count(); i++) {
        struct view *const one = view_add_object(list);

        view_set_string(one, "code", language_code(i));
        view_set_text(one, "name", i18n_text(i, "site.language.name"));
        view_set_bool(one, "chosen", strcmp(language_code(i), rq->actor->language) == 0);
    }
}

/* What only a person who is signed in can change. */
static void person_set(struct request *rq, struct view *view)
{
    const struct rows state = WORK_QUERY(rq, SQL_account_state, rq->actor->email);
    const struct rows session = work_query(rq, &SQL_session_by_mail, 0, NULL);
    const bool by_mail = session.ok && session.count == 1 && rows_bool(&session, 0, 0);
    struct view *const person = view_set_object(view, "person");

    view_set_bool(person, "no_mail", !rq->mails);
    view_set_string(person, "email", rq->actor->email);
    if (state.ok && state.count == 1) {
        view_set_bool(person, "has_passphrase", rows_bool(&state, 0, 0));
        view_set_bool(person, "asks_present", rows_bool(&state, 0, 0) && !by_mail);
        view_set_bool(person, "has_factor", rows_bool(&state, 0, 1));
        view_set_bool(person, "second", rows_bool(&state, 0, 0) || rows_bool(&state, 0, 1));
    }
    languages_set(rq, person);
}

static void done_set(struct request *rq, struct view *view)
{
    if (rq->route->operation != &staff_account)
        return;
    view_set_bool(view, "welcome", arg(rq, "welcome")->boolean);
    if (arg_given(rq, "done"))
        view_set_text(view, "done", words_of(rq, "staff.account.done", arg_value(rq, "done")));
}

struct reply account_show(struct request *rq, unsigned status)
{
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "staff.account.title"), "staff/account", "account");

    view_set_string(view, "own_name", rq->actor->name);
    view_set_string(view, "action", page_path(rq, "staff/account"));
    view_set_string(view, "sign_out", page_path(rq, "staff/sign-out"));
    if (in_person(rq) && rq->actor->email)
        person_set(rq, view);
    access_set(rq, view);
    done_set(rq, view);
    form_set(rq, view);
    return shell_reply(rq, status, "staff_account", view);
}

struct reply account_done(struct request *rq, const char *what)
{
    return see_other(rq, arena_printf(rq->arena, "staff/account?done=%s", what));
}

static struct reply run(struct request *rq)
{
    return account_show(rq, 200);
}

const struct operation staff_account = {
    .summary = "My account",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};

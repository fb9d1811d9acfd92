/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/invitations/{token}: what a link is for. Opening it changes nothing: programs that look at
 * links in mail must not use them up. */
#include "branchlight/i18n.h"
#include "invitation_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .unkept = true, .summary = "The link's secret",
      .example = "c2VjcmV0" },
    { "renewed", IN_QUERY, T_BOOL, .summary = "Whether a new link was just asked for" },
};

struct reply invitation_show(struct request *rq, unsigned status)
{
    const struct span token = arg(rq, "token")->text;
    struct buffer sign_in = buffer_in(rq->arena, 128);
    const struct rows rows = WORK_QUERY(rq, SQL_invitation_look, secret_hash(rq->arena, token));
    const bool known = rows.ok && rows.count == 1;
    const char *const state = known ? cell_string(rq, &rows, 0, 5) : "unknown";
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "invitation.title"),
                   arena_printf(rq->arena, "invitations/%.*s", (int)token.length, token.at), NULL);

    buffer_printf(&sign_in, "/%s/staff/sign-in", language_code(rq->language));
    view_set_bool(view, state, true);
    view_set_string(view, "action", page_path(rq, "invitations/%.*s", (int)token.length, token.at));
    if (rq->route->operation == &invitation_page)
        view_set_bool(view, "renewed", arg(rq, "renewed")->boolean);
    view_set_bool(view, "sign_in_first", status == 403);
    url_parameter_add(&sign_in, "next",
                      span_of(page_path(rq, "invitations/%.*s", (int)token.length, token.at)));
    view_set_text(view, "sign_in_url", buffer_bytes(&sign_in));
    if (known) {
        view_set_string(view, "name", cell_string(rq, &rows, 0, 2));
        view_set_string(view, "email", cell_string(rq, &rows, 0, 3));
        view_set_string(view, "scope", cell_string(rq, &rows, 0, 4));
        view_set_bool(view, "device", strcmp(cell_string(rq, &rows, 0, 0), "device") == 0);
        /* The first link is for nobody yet: whoever opens it says who they are. */
        view_set_bool(view, "named",
                      cell_string(rq, &rows, 0, 3) || strcmp(cell_string(rq, &rows, 0, 0), "device") == 0);
        view_set_text(view, "role", words_of(rq, "grant", cell_string(rq, &rows, 0, 1)));
    }
    form_set(rq, view);
    return shell_reply(rq, known ? status : 404, "invitation_page", view);
}

static struct reply run(struct request *rq)
{
    return invitation_show(rq, 200);
}

const struct operation invitation_page = {
    .summary = "An invitation",
    PARAMS(params),
    PAGE,
    .run = run,
};

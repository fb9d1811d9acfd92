/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/links/{token}: what a link in mail does. Opening it changes nothing: programs that look at
 * links in mail must not use them up. */
#include "branchlight/i18n.h"
#include "link_parts.h"
#include "queries.h"
#include "sign_in_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .unkept = true, .summary = "The link's secret",
      .example = "c2VjcmV0" },
};

struct reply link_show(struct request *rq, unsigned status)
{
    const struct span token = arg(rq, "token")->text;
    const struct rows rows = WORK_QUERY(rq, SQL_link_look, secret_hash(rq->arena, token));
    const bool known = rows.ok && rows.count == 1;
    const char *const kind = known ? cell_string(rq, &rows, 0, 0) : "sign_in";
    const bool open = known && span_equal(rows_text(&rows, 0, 1), SPAN("open"));
    const bool sign_in = strcmp(kind, "sign_in") == 0;
    const char *const path = arena_printf(rq->arena, "links/%.*s", (int)token.length, token.at);
    const char *const question = sign_in_question(rq);
    struct view *const view = staff_view(
        rq, i18n_text(rq->language, sign_in ? "staff.sign_in.title" : "link.email.title"), path, NULL);

    view_set_bool(view, "open", open);
    view_set_bool(view, "sign_in", sign_in);
    view_set_bool(view, "first", !sign_in && (status == 403 || !rq->actor));
    view_set_string(view, "action", page_path(rq, "%s%s", path, question ? question : ""));
    view_set_string(view, "again_url", page_path(rq, "staff/sign-in/link%s", question ? question : ""));
    if (open) {
        view_set_string(view, "email", cell_string(rq, &rows, 0, 2));
        view_set_bool(view, "factor", sign_in && !rows_null(&rows, 0, 3));
    }
    form_set(rq, view);
    return shell_reply(rq, open ? status : known ? 410 : 404, "link_page", view);
}

static struct reply run(struct request *rq)
{
    return link_show(rq, 200);
}

const struct operation link_page = {
    .summary = "A link in mail",
    PARAMS(params),
    .shared = { &next_query },
    PAGE,
    .run = run,
};

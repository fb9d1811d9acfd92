/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/follow/{token}: what was asked for, and a button that confirms it. Opening it changes nothing:
 * programs that look at links in mail must not confirm anything. */
#include "branchlight/i18n.h"
#include "follow_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "token", IN_PATH, T_TEXT, .max = 64, .unkept = true, .summary = "The link's secret",
      .example = "c2VjcmV0" },
};

static void place_set(struct request *rq, struct view *view, const struct rows *rows)
{
    view_set_string(view, "place", cell_string(rq, rows, 0, 0));
    view_set_string(view, "branch_url", page_path(rq, "branches/%s", cell_string(rq, rows, 0, 1)));
    view_set_string(view, "email", cell_string(rq, rows, 0, 2));
}

struct reply follow_link_show(struct request *rq, const char *kind, enum follow_link state)
{
    const struct span token = arg(rq, "token")->text;
    const struct rows rows = WORK_QUERY(rq, SQL_follow_look, secret_hash(rq->arena, token), kind);
    const bool known = rows.ok && rows.count == 1 && !rows_null(&rows, 0, 0);
    const bool leaving = strcmp(kind, "leave") == 0;
    const bool done = leaving ? state == FOLLOW_DONE : known && rows_bool(&rows, 0, 3);
    const char *const path = arena_printf(rq->arena, "%s/%.*s", kind, (int)token.length, token.at);
    const struct span title =
        i18n_text(rq->language, arena_printf(rq->arena, "follow.%s.%s", leaving ? "leave" : "confirm",
                                             done    ? "done"
                                             : known ? "title"
                                                     : "ended"));
    struct view *const view = shell_view(rq, title, path);

    view_set_bool(view, "unlisted", true);
    view_set_text(view, "heading", title);
    view_set_bool(view, "leaving", leaving);
    view_set_bool(view, "done", done);
    view_set_bool(view, "asked", known && !done);
    view_set_bool(view, "ended", !known && !done);
    view_set_string(view, "action", page_path(rq, "%s", path));
    if (known)
        place_set(rq, view, &rows);
    return shell_reply(rq, known || done ? 200 : 404, "follow_page", view);
}

static struct reply run(struct request *rq)
{
    return follow_link_show(rq, "follow", FOLLOW_ASKED);
}

const struct operation follow_page = {
    .summary = "Confirm that news is wanted",
    PARAMS(params),
    PAGE,
    .run = run,
};

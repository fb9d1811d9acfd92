/* SPDX-License-Identifier: Apache-2.0
 *
 * How a branch's page is passed on: by letter, by its short address, on paper, and as a box in the library's
 * own site. What leads here from elsewhere needs the public URL: without one it would lead to nobody's
 * machine. */
#include "branch_parts.h"
#include "branchlight/i18n.h"
#include "facts.h"
#include "links.h"
#include "shell.h"

enum { BOX_WIDTH = 340, BOX_HEIGHT = 460 };

static struct span page_url(struct request *rq, const struct branch_view *branch)
{
    return span_of(arena_printf(rq->arena, "%s/%s/branches/%.*s", rq->public_url, language_code(rq->language),
                                (int)branch->code.length, branch->code.at));
}

/* "mailto:?subject=…&body=…" */
static struct span letter(struct request *rq, const struct branch_view *branch)
{
    struct buffer url = buffer_in(rq->arena, 512);

    buffer_text(&url, "mailto:?subject=");
    query_put(&url, branch->name);
    buffer_text(&url, "&body=");
    query_put(&url, branch->name);
    if (branch->address.length) {
        buffer_text(&url, "%0D%0A");
        query_put(&url, branch->address);
    }
    buffer_text(&url, "%0D%0A");
    query_put(&url, page_url(rq, branch));
    return buffer_bytes(&url);
}

static void point_share_set(struct request *rq, struct view *view, const struct branch_whole *whole,
                            const struct point_view *point)
{
    const char *const address = short_url(rq, point->code), *const language = language_code(rq->language);
    const int length = (int)point->code.length;

    if (whole->branch.points > 1)
        label_set(rq, view, "whose", DIRECTORY_ORGANIZATION, point->utility);
    view_set_string(view, "url", address);
    view_set_text(view, "short", site_name(span_of(address)));
    view_set_string(view, "poster",
                    arena_printf(rq->arena, "/%s/points/%.*s/poster", language, length, point->code.at));
    if (rq->public_url)
        view_set_string(view, "box",
                        arena_printf(rq->arena,
                                     "<iframe src=\"%s/embed/points/%.*s?lang=%s\" title=\"%s\" width=\"%d\" "
                                     "height=\"%d\" loading=\"lazy\"></iframe>",
                                     rq->public_url, length, point->code.at, language,
                                     i18n_text(rq->language, "branch.point").at, BOX_WIDTH, BOX_HEIGHT));
}

void share_set(struct request *rq, struct view *view, const struct branch_whole *whole)
{
    struct view *const share = view_set_object(view, "share");
    struct view *const points = view_set_list(share, "points");

    for (uint32_t i = 0; i < whole->branch.points; i++)
        point_share_set(rq, view_add_object(points), whole, &whole->points[i]);
    view_set_bool(share, "any", whole->branch.points > 0);
    if (!rq->public_url)
        return;
    view_set_text(share, "letter", letter(rq, &whole->branch));
    view_set_text(share, "page", page_url(rq, &whole->branch));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /p/{point}: the permanent short address of a point, as printed in its QR code: leads to the page of its
 * branch, in the visitor's language. */
#include "branchlight/directory.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "shell.h"

static const struct param params[] = {
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static struct reply answer(struct request *rq)
{
    uint32_t handle, number;
    struct branch_view branch;
    struct point_view point;
    if (!point_find(rq->snapshot, arg(rq, "point")->text, &handle, &number))
        return page_problem(rq, PROBLEM_NOT_FOUND);
    branch_view(rq->snapshot, handle, &branch);
    point_view(rq->snapshot, handle, number, &point);
    struct reply reply = reply_redirect(rq, 302,
                                        page_path(rq, "branches/%.*s#%.*s", (int)branch.code.length,
                                                  branch.code.at, (int)point.code.length, point.code.at));
    reply_header(&reply, "Vary", "Accept-Language");
    return reply;
}

const struct operation point_short = {
    .summary = "Go to the page of a point",
    PARAMS(params),
    .formats = FORMAT_BIT(FORMAT_HTML),
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/points/{point}/poster: a sheet for the door, one page of A4: what is here, in four languages,
 * the hours, and the code that leads to how it is now. The language of the address stands first and largest.
 * Without the public URL there is no code: it would lead readers to nobody's machine. */
#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/pages.h"
#include "branchlight/qr.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "links.h"
#include "poster_words.h"
#include "shell.h"
#include "usual.h"

enum { SECONDS = 60 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "pasvalys-eso" },
};

static void words_set(struct view *view, const struct poster_words *words)
{
    view_set_string(view, "code", words->code);
    view_set_string(view, "here", words->here);
    view_set_string(view, "scan", words->scan);
    view_set_string(view, "never", words->never);
    view_set_string(view, "leave", words->leave);
}

static void languages_set(struct request *rq, struct view *view)
{
    struct view *const others = view_set_list(view, "others");

    for (const struct poster_words *words = poster_words; words->code; words++)
        words_set(strcmp(words->code, language_code(rq->language)) == 0 ? view_set_object(view, "first")
                                                                        : view_add_object(others),
                  words);
}

static void code_set(struct request *rq, struct view *view, const struct point_view *point)
{
    const char *const address = short_url(rq, point->code);
    struct view *code;
    struct span path;
    unsigned modules;

    view_set_text(view, "address", site_name(span_of(address)));
    if (!rq->public_url || !qr_path(rq->arena, address, &path, &modules))
        return;
    code = view_set_object(view, "qr");
    view_set_text(code, "path", path);
    view_set_int(code, "modules", modules);
}

static void services_set(struct request *rq, struct view *view, const struct point_view *point)
{
    struct view *const list = view_set_list(view, "services");

    for (uint32_t i = 0; i < directory_count(rq->snapshot, DIRECTORY_SERVICE); i++) {
        struct directory_entry entry;

        directory_entry_at(rq->snapshot, DIRECTORY_SERVICE, i, &entry);
        if (directory_set_has(&point->services, entry.index))
            label_set(rq, view_add_object(list), "title", DIRECTORY_SERVICE, entry.index);
    }
}

static void hours_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    struct usual usual;
    struct view *hours;

    usual_make(rq, branch, &usual);
    if (!usual.known)
        return;
    hours = view_set_object(view, "hours");
    view_set_text(hours, "as_of",
                  i18n_format(rq->arena, rq->language, "poster.as_of", "date",
                              moment_date(rq->arena, rq->language, usual.from * SECONDS, 0, 0).at, NULL));
    usual_rows_set(rq, hours, &usual);
}

/* Why this sheet must not hang anywhere yet. */
static void unfit_set(struct request *rq, struct view *view, const struct point_view *point)
{
    if (!rq->public_url)
        view_set_text(view, "unfit", i18n_text(rq->language, "poster.unfit.address"));
    else if (point->lifecycle == POINT_PLANNED)
        view_set_text(view, "unfit", i18n_text(rq->language, "poster.unfit.planned"));
    else if (point->lifecycle == POINT_SUSPENDED)
        view_set_text(view, "unfit", i18n_text(rq->language, "poster.unfit.suspended"));
}

static struct reply answer(struct request *rq)
{
    const struct span code = arg(rq, "point")->text;
    struct branch_view branch;
    struct point_view point;
    uint32_t handle, number;
    struct view *view, *poster;

    if (!point_find(rq->snapshot, code, &handle, &number))
        return page_problem(rq, PROBLEM_NOT_FOUND);
    branch_view(rq->snapshot, handle, &branch);
    point_view(rq->snapshot, handle, number, &point);
    view = shell_view(
        rq,
        i18n_format(rq->arena, rq->language, "poster.title", "name", string_of(rq->arena, branch.name), NULL),
        arena_printf(rq->arena, "points/%.*s/poster", (int)code.length, code.at));
    view_set_string(view, "back", page_path(rq, "branches/%.*s", (int)branch.code.length, branch.code.at));
    poster = view_set_object(view, "poster");
    languages_set(rq, poster);
    code_set(rq, poster, &point);
    services_set(rq, poster, &point);
    hours_set(rq, poster, &branch);
    unfit_set(rq, poster, &point);
    label_set(rq, poster, "utility", DIRECTORY_ORGANIZATION, point.utility);
    view_set_foreign(rq, poster, "name", branch.name, ready_text(rq->arena, branch.body, "name_language"));
    view_set_text(poster, "place", branch.address);
    view_set_text(poster, "phone", ready_text(rq->arena, branch.body, "phone"));
    return shell_reply(rq, 200, "point_poster", view);
}

const struct operation point_poster = {
    .summary = "A sheet to print for a point",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

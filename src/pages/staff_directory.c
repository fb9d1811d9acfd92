/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory: the branches that one may edit, by library, with a search. */
#include "directory_parts.h"
#include "queries.h"
#include "zoned.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "q", IN_QUERY, T_TEXT, .max = 100, .unkept = true, .summary = "What is looked for" },
    { "removed", IN_QUERY, T_BOOL, .summary = "A library was just removed" },
};

void directory_branch_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i)
{
    const struct span zone = rows_text(rows, i, 10);
    const char *const code = cell_string(rq, rows, i, 0);

    view_set_string(row, "url", page_path(rq, "staff/directory/branches/%s", code));
    if (span_equal(rows_text(rows, i, 1), rows_text(rows, i, 3)))
        view_set_text(row, "name", i18n_text(rq->language, "directory.kind.central"));
    else
        view_set_string(row, "name", cell_string(rq, rows, i, 1));
    view_set_string(row, "locality", cell_string(rq, rows, i, 4));
    view_set_bool(row, "inactive", !rows_bool(rows, i, 5));
    view_set_bool(row, "draft", rows_bool(rows, i, 12));
    view_set_text(row, "points",
                  i18n_format_count(rq->arena, rq->language, "directory.points", rows_int(rows, i, 6), NULL));
    if (rows_null(rows, i, 7))
        view_set_text(row, "verified", i18n_text(rq->language, "directory.never_verified"));
    else
        view_set_text(row, "verified",
                      i18n_format(rq->arena, rq->language, "directory.verified", "age",
                                  string_of(rq->arena, zoned_age(rq, rows_int(rows, i, 7), zone)), NULL));
}

static void rows_set(struct request *rq, struct view *view, const struct rows *rows)
{
    struct view *const libraries = view_set_list(view, "libraries");
    struct view *branches = NULL;
    struct span last = { 0 };

    for (unsigned i = 0; rows->ok && i < rows->count; i++) {
        if (!branches || !span_equal(rows_text(rows, i, 2), last)) {
            struct view *const library = view_add_object(libraries);

            last = rows_text(rows, i, 2);
            view_set_string(library, "name", cell_string(rq, rows, i, 3));
            view_set_string(library, "library", cell_string(rq, rows, i, 3));
            view_set_string(library, "url",
                            page_path(rq, "staff/directory/libraries/%s", cell_string(rq, rows, i, 2)));
            view_set_string(
                library, "new_branch_url",
                page_path(rq, "staff/directory/libraries/%s/branches", cell_string(rq, rows, i, 2)));
            view_set_bool(library, "closed", rows_bool(rows, i, 13));
            branches = view_set_list(library, "branches");
        }
        if (!rows_null(rows, i, 0))
            directory_branch_set(rq, view_add_object(branches), rows, i);
    }
    view_set_bool(view, "none", rows->count == 0);
}

/* Those whose contacts one keeps. */
static void utilities_list(struct request *rq, struct view *view)
{
    const struct rows utilities = work_query(rq, &SQL_own_utilities, 0, NULL);
    struct view *const list = view_set_list(view, "utilities");

    for (unsigned i = 0; utilities.ok && i < utilities.count; i++) {
        struct view *const utility = view_add_object(list);

        view_set_string(utility, "name", cell_string(rq, &utilities, i, 1));
        view_set_string(utility, "url",
                        page_path(rq, "staff/directory/utilities/%s", cell_string(rq, &utilities, i, 0)));
    }
}

static struct reply run(struct request *rq)
{
    struct view *const view = directory_view(rq, "directory.title", "staff/directory");
    const struct rows rows = WORK_QUERY(rq, SQL_directory_rows, arg_value(rq, "q"), "false", NULL);

    view_set_text(view, "q", arg(rq, "q")->text);
    view_set_bool(view, "removed", arg_given(rq, "removed"));
    view_set_string(view, "action", page_path(rq, "staff/directory"));
    if (has_role(rq->actor, "admin") || has_role(rq->actor, "coordinator"))
        view_set_string(view, "new_library_url", page_path(rq, "staff/directory/libraries"));
    view_set_string(view, "queue_url", page_path(rq, "staff/directory/verification"));
    utilities_list(rq, view);
    rows_set(rq, view, &rows);
    return shell_reply(rq, 200, "staff_directory", view);
}

const struct operation staff_directory = {
    .summary = "What one may edit",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

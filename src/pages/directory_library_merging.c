/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/libraries/{library}/merge: two rows turned out to be one. First which library
 * stays, then what would happen, and the question. */
#include "branchlight/ready.h"
#include "directory_parts.h"
#include "queries.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_PATH, T_CODE, .summary = "Code of the library", .example = "pasvalio-vb" },
    { "into", IN_QUERY, T_CODE, .unkept = true, .summary = "Code of the library that is kept" },
};

enum column { BRANCHES, POINTS, AGREEMENTS, ONE_CENTRAL };

static void choice_set(struct request *rq, struct view *view)
{
    const struct rows rows = WORK_QUERY(rq, SQL_directory_options, "libraries", language_code(rq->language));
    struct view *const list = view_set_list(view, "options");
    unsigned others = 0;

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        if (span_equal(rows_text(&rows, i, 0), arg(rq, "library")->text))
            continue;
        struct view *const option = view_add_object(list);

        others++;
        view_set_string(option, "value", cell_string(rq, &rows, i, 0));
        view_set_string(option, "title", cell_string(rq, &rows, i, 1));
        view_set_bool(option, "chosen", span_equal(rows_text(&rows, i, 0), arg(rq, "into")->text));
    }
    view_set_bool(view, "alone", others == 0);
}

static void line_add(struct request *rq, struct view *list, const char *key, int64_t count)
{
    if (count > 0)
        view_set_text(view_add_object(list), "text",
                      i18n_format_count(rq->arena, rq->language, key, count, NULL));
}

/* What would happen, in sentences. */
static void question_set(struct request *rq, struct view *view, const char *into, int64_t version)
{
    const struct rows rows = WORK_QUERY(rq, SQL_library_merge_preview, rq->object, into);
    const struct span kept = ready_text(rq->arena, row_read(rq, ROW_LIBRARY, into, NULL), "name");
    struct view *const question = view_set_object(view, "question");
    struct view *const list = view_set_list(question, "lines");

    if (!rows.ok || rows.count == 0)
        return;
    line_add(rq, list, "directory.library.merge.branches", rows_int(&rows, 0, BRANCHES));
    line_add(rq, list, "directory.library.merge.points", rows_int(&rows, 0, POINTS));
    line_add(rq, list, "directory.library.merge.agreements", rows_int(&rows, 0, AGREEMENTS));
    view_set_bool(question, "one_central", rows_bool(&rows, 0, ONE_CENTRAL));
    view_set_text(question, "kept", kept);
    view_set_string(question, "old_url", page_path(rq, "libraries/%s", arg_value(rq, "library")));
    view_set_string(question, "into", arg_value(rq, "into"));
    view_set_int(question, "version", version);
    view_set_string(question, "action",
                    page_path(rq, "staff/directory/libraries/%s/merge", arg_value(rq, "library")));
}

struct reply library_merging_show(struct request *rq, unsigned status, const char *into, bool conflict)
{
    const char *const library = arg_value(rq, "library");
    const char *const path = arena_printf(rq->arena, "staff/directory/libraries/%s/merge", library);
    struct view *const view = directory_view(rq, "directory.library.merge", path);
    int64_t version = 0;
    const struct span row = row_read(rq, ROW_LIBRARY, rq->object, &version);

    form_set(rq, view);
    view_set_bool(view, "conflict", conflict);
    view_set_text(view, "merged", ready_text(rq->arena, row, "name"));
    view_set_string(view, "choice_action", page_path(rq, "%s", path));
    view_set_string(view, "up_url", page_path(rq, "staff/directory/libraries/%s", library));
    choice_set(rq, view);
    if (into)
        question_set(rq, view, into, version);
    return shell_reply(rq, status, "directory_library_merging", view);
}

static struct reply run(struct request *rq)
{
    const char *const into = arg_given(rq, "into") ? merge_target(rq, ROW_LIBRARY) : NULL;

    return library_merging_show(rq, rq->error_count > 0 ? 422 : 200, into, false);
}

const struct operation directory_library_merging = {
    .summary = "A library, to be merged into another",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

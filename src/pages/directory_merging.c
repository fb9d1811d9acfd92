/* SPDX-License-Identifier: Apache-2.0
 *
 * Two rows turned out to be one library, or one branch. First which of them stays, then what would change,
 * and the question; then it is done. */
#include "branchlight/ready.h"
#include "directory_parts.h"
#include "queries.h"

#include <string.h>

static const struct merging {
    const char *row, *rows; /* in addresses and keys */
    const struct query *preview, *merge;
} mergings[] = {
    [ROW_BRANCH] = { "branch", "branches", &SQL_branch_merge_preview, &SQL_branch_merge },
    [ROW_LIBRARY] = { "library", "libraries", &SQL_library_merge_preview, &SQL_library_merge },
};

static struct span words(struct request *rq, const struct merging *merging, const char *member)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "directory.%s.merge%s", merging->row, member));
}

static void choice_set(struct request *rq, struct view *view, const struct merging *merging)
{
    const struct rows rows =
        WORK_QUERY(rq, SQL_directory_options, merging->rows, language_code(rq->language), rq->object);
    struct view *const list = view_set_list(view, "options");
    unsigned others = 0;

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        if (span_equal(rows_text(&rows, i, 0), arg(rq, merging->row)->text))
            continue;
        struct view *const option = view_add_object(list);

        others++;
        view_set_string(option, "value", cell_string(rq, &rows, i, 0));
        view_set_string(option, "title", cell_string(rq, &rows, i, 1));
        view_set_bool(option, "chosen", span_equal(rows_text(&rows, i, 0), arg(rq, "into")->text));
    }
    view_set_bool(view, "alone", others == 0);
}

/* What would change, in sentences. */
static void question_set(struct request *rq, struct view *view, enum row_kind kind, const char *into)
{
    const struct merging *const merging = &mergings[kind];
    const struct rows lines = work_query(rq, merging->preview, 2, (const char *const[]){ rq->object, into });
    struct view *const question = view_set_object(view, "question");
    struct view *const list = view_set_list(question, "lines");

    for (unsigned i = 0; lines.ok && i < lines.count; i++) {
        const char *const key = arena_printf(rq->arena, "directory.merge.%s", cell_string(rq, &lines, i, 0));

        view_set_text(view_add_object(list), "text",
                      rows_null(&lines, i, 1)
                          ? i18n_text(rq->language, key)
                          : i18n_format_count(rq->arena, rq->language, key, rows_int(&lines, i, 1), NULL));
    }
    view_set_text(question, "kept", ready_text(rq->arena, row_read(rq, kind, into, NULL), "name"));
    view_set_string(question, "old_url", page_path(rq, "%s/%s", merging->rows, arg_value(rq, merging->row)));
    view_set_string(question, "into", arg_value(rq, "into"));
}

static struct reply show(struct request *rq, unsigned status, enum row_kind kind, const char *into,
                         bool outdated)
{
    const struct merging *const merging = &mergings[kind];
    const char *const up =
        arena_printf(rq->arena, "staff/directory/%s/%s", merging->rows, arg_value(rq, merging->row));
    const char *const path = arena_printf(rq->arena, "%s/merge", up);
    struct view *const view =
        directory_view(rq, arena_printf(rq->arena, "directory.%s.merge", merging->row), path);
    int64_t version = 0;
    const struct span row = row_read(rq, kind, rq->object, &version);

    form_set(rq, view);
    view_set_text(view, "heading", words(rq, merging, ""));
    view_set_text(view, "detail", words(rq, merging, ".detail"));
    view_set_text(view, "alone_text", words(rq, merging, ".alone"));
    view_set_bool(view, "outdated", outdated);
    view_set_text(view, "merged", ready_text(rq->arena, row, "name"));
    view_set_int(view, "version", version);
    view_set_string(view, "action", page_path(rq, "%s", path));
    view_set_string(view, "up_url", page_path(rq, "%s", up));
    choice_set(rq, view, merging);
    if (into)
        question_set(rq, view, kind, into);
    return shell_reply(rq, status, "directory_merging", view);
}

struct reply merging_ask(struct request *rq, enum row_kind kind)
{
    const char *const into = arg_given(rq, "into") ? merge_target(rq, kind) : NULL;

    return show(rq, rq->error_count > 0 ? 422 : 200, kind, into, false);
}

struct reply merging_do(struct request *rq, enum row_kind kind)
{
    const struct merging *const merging = &mergings[kind];
    const char *const kept = arg_given(rq, "into") ? merge_hold(rq, kind) : NULL;

    if (form_wrong(rq))
        return show(rq, 422, kind, NULL, false);
    rq->version = arg(rq, "version")->integer;
    if (!row_lock(rq, kind, rq->object))
        return show(rq, 412, kind, kept, true);
    work_query(rq, merging->merge, 2, (const char *const[]){ rq->object, kept });
    return see_other(rq, arena_printf(rq->arena, "staff/directory/%s/%s?merged=true", merging->rows,
                                      arg_value(rq, "into")));
}

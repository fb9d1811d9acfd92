/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/verification: what nobody has looked at for longest, first; one tap says that
 * it is all still correct. */
#include "directory_parts.h"
#include "queries.h"
#include "zoned.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "library", IN_QUERY, T_CODE, .summary = "Only branches of this library", .example = "pasvalys" },
    { "done", IN_QUERY, T_CODE, .summary = "Code of the branch that was just confirmed" },
};

/* "no street, no telephone" */
static void lacks_set(struct request *rq, struct view *row, struct span lacks)
{
    const char *words = "";

    while (lacks.length > 0) {
        const char *const comma = memchr(lacks.at, ',', lacks.length);
        const size_t length = comma ? (size_t)(comma - lacks.at) : lacks.length;
        const struct span word =
            i18n_text(rq->language, arena_printf(rq->arena, "directory.lacks.%.*s", (int)length, lacks.at));

        words = arena_printf(rq->arena, "%s%s%.*s", words, *words ? ", " : "", (int)word.length, word.at);
        lacks.at += length + (comma ? 1 : 0);
        lacks.length -= length + (comma ? 1 : 0);
    }
    if (*words)
        view_set_string(row, "lacks", words);
}

static void row_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i)
{
    const struct span zone = rows_text(rows, i, 10);
    const char *const code = cell_string(rq, rows, i, 0);

    view_set_string(row, "url", page_path(rq, "staff/directory/branches/%s", code));
    view_set_string(row, "name", cell_string(rq, rows, i, 1));
    view_set_string(row, "locality", cell_string(rq, rows, i, 4));
    if (!span_equal(rows_text(rows, i, 1), rows_text(rows, i, 3)))
        view_set_string(row, "library", cell_string(rq, rows, i, 3));
    view_set_string(row, "action", page_path(rq, "staff/directory/branches/%s/verified", code));
    view_set_int(row, "version", rows_int(rows, i, 9));
    lacks_set(rq, row, rows_text(rows, i, 11));
    queue_facts_set(rq, row, rows_text(rows, i, 0));
    view_set_bool(row, "never", rows_null(rows, i, 7));
    if (rows_null(rows, i, 7))
        view_set_text(row, "age", i18n_text(rq->language, "directory.never_verified"));
    else
        view_set_text(row, "age", zoned_age(rq, rows_int(rows, i, 7), zone));
    view_set_text(row, "edited", zoned_age(rq, rows_int(rows, i, 8), zone));
}

static struct reply run(struct request *rq)
{
    struct view *const view = directory_view(rq, "directory.queue.title", "staff/directory/verification");
    const struct rows rows = WORK_QUERY(rq, SQL_directory_rows, NULL, "true", arg_value(rq, "library"));
    struct view *const list = view_set_list(view, "rows");

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        row_set(rq, view_add_object(list), &rows, i);
        if (arg_given(rq, "done") && span_equal(rows_text(&rows, i, 0), arg(rq, "done")->text))
            view_set_text(view, "done",
                          i18n_format(rq->arena, rq->language, "directory.queue.done", "name",
                                      cell_string(rq, &rows, i, 1), NULL));
    }
    view_set_bool(view, "none", rows.count == 0);
    if (arg_given(rq, "library"))
        view_set_string(view, "every_url", page_path(rq, "staff/directory/verification"));
    view_set_string(view, "directory_url", page_path(rq, "staff/directory"));
    return shell_reply(rq, 200, "directory_queue", view);
}

const struct operation directory_queue = {
    .summary = "Verification queue",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/municipalities: all of them by their names, with how many branches and points each has. */
#include "branchlight/directory.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "shell.h"

enum { SHOWN = 200 };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "after", IN_QUERY, T_CODE, .summary = "Code of the last municipality of the page before",
      .example = "LT-34" },
};

static uint32_t first_of_page(struct request *rq)
{
    const struct span after = arg(rq, "after")->text;
    const uint32_t count = directory_count(rq->snapshot, DIRECTORY_MUNICIPALITY);

    for (uint32_t i = 0; after.length && i < count; i++) {
        struct directory_entry entry;

        directory_entry_at(rq->snapshot, DIRECTORY_MUNICIPALITY, i, &entry);
        if (span_equal(entry.code, after))
            return i + 1;
    }
    return 0;
}

static void row_add(struct request *rq, struct view *rows, const struct directory_entry *entry)
{
    struct view *const row = view_add_object(rows);

    label_set(rq, row, "municipality", DIRECTORY_MUNICIPALITY, entry->index);
    view_set_string(row, "url",
                    page_path(rq, "municipalities/%.*s", (int)entry->code.length, entry->code.at));
    view_set_int(row, "branches", entry->branches);
    view_set_int(row, "points", entry->points);
    view_set_int(row, "usable", entry->usable);
}

static struct reply answer(struct request *rq)
{
    struct view *const view =
        shell_view(rq, i18n_text(rq->language, "municipalities.title"), "municipalities");
    struct view *const rows = view_set_list(view, "rows");
    const uint32_t count = directory_count(rq->snapshot, DIRECTORY_MUNICIPALITY);
    const uint32_t first = first_of_page(rq);
    struct directory_entry entry = { 0 };

    shell_describe(view, i18n_text(rq->language, "municipalities.lead"));
    for (uint32_t i = first; i < count && i < first + SHOWN; i++) {
        directory_entry_at(rq->snapshot, DIRECTORY_MUNICIPALITY, i, &entry);
        row_add(rq, rows, &entry);
    }
    if (first + SHOWN < count)
        view_set_string(view, "more_url",
                        page_path(rq, "municipalities?after=%.*s", (int)entry.code.length, entry.code.at));
    return shell_reply(rq, 200, "municipalities_page", view);
}

const struct operation municipalities_page = {
    .summary = "All municipalities",
    PARAMS(params),
    PAGE,
    .answer = answer,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose hours a page edits: of a branch's building, or of one of its points when it is reached or when
 * somebody helps there. One page for all, with words of their own and ways between them. */
#include "hours_parts.h"
#include "queries.h"

bool hours_building(struct hours_of of)
{
    return strcmp(of.kind, "building") == 0;
}

/* The words for hours of a building have the plain keys. */
struct span hours_word(struct request *rq, struct hours_of of, const char *key)
{
    return i18n_text(rq->language, hours_building(of) ? arena_printf(rq->arena, "hours.%s", key)
                                                      : arena_printf(rq->arena, "hours.%s.%s", of.kind, key));
}

const char *hours_path(struct request *rq, struct hours_of of)
{
    if (hours_building(of))
        return arena_printf(rq->arena, "staff/directory/branches/%s/hours", arg_value(rq, "branch"));
    return arena_printf(rq->arena, "staff/directory/points/%s/hours/%s", arg_value(rq, "point"), of.kind);
}

/* The branch that they are of, or whose point. */
static const char *branch_of(struct request *rq, struct hours_of of)
{
    if (hours_building(of))
        return of.id;
    const struct rows rows = WORK_QUERY(rq, SQL_point_branch, of.id);

    return rows.ok && rows.count == 1 ? cell_string(rq, &rows, 0, 0) : of.id;
}

/* "AB „ESO“: kada konsultuojama" */
static struct span title_of(struct request *rq, const struct rows *subjects, unsigned i)
{
    return i18n_format(rq->arena, rq->language,
                       arena_printf(rq->arena, "hours.%s", cell_string(rq, subjects, i, 2)), "utility",
                       cell_string(rq, subjects, i, 1), NULL);
}

static bool is_this(struct request *rq, struct hours_of of, const struct rows *subjects, unsigned i)
{
    return !hours_building(of) && span_equal(rows_text(subjects, i, 2), span_of(of.kind)) &&
           span_equal(rows_text(subjects, i, 0), arg(rq, "point")->text);
}

static struct span heading_of(struct request *rq, struct hours_of of, const struct rows *subjects)
{
    for (unsigned i = 0; subjects->ok && i < subjects->count; i++) {
        if (is_this(rq, of, subjects, i))
            return title_of(rq, subjects, i);
    }
    return i18n_text(rq->language, "directory.hours");
}

static void subject_add(struct view *list, struct span title, const char *url, bool current)
{
    struct view *const row = view_add_object(list);

    view_set_text(row, "title", title);
    view_set_string(row, "url", url);
    view_set_bool(row, "current", current);
}

static void subjects_set(struct request *rq, struct view *view, struct hours_of of,
                         const struct rows *subjects, const char *branch)
{
    struct view *const list = view_set_list(view, "subjects");

    view_set_bool(view, "has_subjects", subjects->ok && subjects->count > 0);
    subject_add(list, i18n_text(rq->language, "hours.building"),
                page_path(rq, "staff/directory/branches/%s/hours", branch), hours_building(of));
    for (unsigned i = 0; subjects->ok && i < subjects->count; i++)
        subject_add(list, title_of(rq, subjects, i),
                    page_path(rq, "staff/directory/points/%s/hours/%s", cell_string(rq, subjects, i, 0),
                              cell_string(rq, subjects, i, 2)),
                    is_this(rq, of, subjects, i));
}

static void words_set(struct request *rq, struct view *view, struct hours_of of)
{
    static const struct {
        const char *member, *key;
    } words[] = {
        { "word_at", "at" },           { "word_hint", "periods.hint" },     { "word_closed", "closed.hint" },
        { "word_periods", "periods" }, { "word_monthly", "field.monthly" }, { "word_others", "others.title" },
    };

    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        view_set_text(view, words[i].member, hours_word(rq, of, words[i].key));
}

struct view *hours_view(struct request *rq, struct hours_of of, const char **ret_branch)
{
    const char *const branch = branch_of(rq, of);
    const struct span row = row_read(rq, ROW_BRANCH, branch, NULL);
    const char *const code = string_of(rq->arena, ready_text(rq->arena, row, "code"));
    const struct rows subjects = WORK_QUERY(rq, SQL_hours_subjects, branch);
    const struct span heading = heading_of(rq, of, &subjects);
    struct view *const view = staff_view(rq, heading, hours_path(rq, of), "directory");

    view_set_text(view, "heading", heading);
    view_set_text(view, "title_of", ready_text(rq->arena, row, "name"));
    view_set_text(view, "branch", ready_text(rq->arena, row, "name"));
    view_set_string(view, "branch_url", page_path(rq, "staff/directory/branches/%s", code));
    view_set_string(view, "action", page_path(rq, "%s", hours_path(rq, of)));
    subjects_set(rq, view, of, &subjects, code);
    words_set(rq, view, of);
    *ret_branch = branch;
    return view;
}

void hours_own_set(struct request *rq, struct view *view, struct hours_of of, bool own)
{
    if (hours_building(of))
        return;
    if (!own) {
        view_set_text(view, "none", hours_word(rq, of, "none"));
        return;
    }
    struct view *const removal = view_set_object(view, "removal");

    view_set_text(removal, "detail", hours_word(rq, of, "remove.detail"));
    view_set_text(removal, "button", hours_word(rq, of, "remove.do"));
}
